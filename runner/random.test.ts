import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from './random.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })

function draw(seed: number, stream?: number): number[] {
  const random = randomFrom(seed, stream)
  return Array.from({ length: 8 }, () => random.int(2 ** 30))
}

test('a seed and a stream give the same choices every time', () => {
  fc.assert(fc.property(seeds, fc.nat(9), (a, b) => assert.deepEqual(draw(a, b), draw(a, b))))
})

test('the streams of a seed differ, and so do neighbouring seeds', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const all = [draw(seed), draw(seed, 1), draw(seed, 2), draw(seed + 1), draw(seed + 1, 1)]
      assert.equal(new Set(all.map(String)).size, all.length)
    }),
  )
})

test('large seeds that agree in the leading digits of their products differ', () => {
  assert.notDeepEqual(draw(1640547658, 1), draw(1160354592, 1))
  assert.notDeepEqual(draw(879237022, 1), draw(1666295246, 1))
})

test('whole numbers stay below their bound and reach every value', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 5 }), (seed, below) => {
      const random = randomFrom(seed)
      const seen = new Set(Array.from({ length: 200 }, () => random.int(below)))
      assert.deepEqual([...seen].toSorted(), [...Array(below).keys()])
    }),
  )
})

test('fractions are in [0, 1)', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = randomFrom(seed)
      for (let i = 0; i < 50; i++) {
        const drawn = random.float()
        assert.ok(drawn >= 0 && drawn < 1)
      }
    }),
  )
})

test('picks only what there is', () => {
  const random = randomFrom(1)
  const picked = new Set(Array.from({ length: 100 }, () => random.pick(['n2', 'n3'])))
  assert.deepEqual([...picked].toSorted(), ['n2', 'n3'])
})
