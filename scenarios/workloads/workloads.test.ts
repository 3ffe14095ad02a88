import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../../runner/random.ts'
import type { Request } from '../../runner/workload.ts'
import { workloads } from '../catalog.ts'
import { isolationLevels } from '../../runner/workload.ts'
import { runOptions } from '../run-options.ts'
import { listAppend } from './list-append.ts'
import { register } from './register.ts'
import { set } from './set.ts'

const options = runOptions.parse({})
const seeds = fc.nat()

function draw(name: string, seed: number, count = 400): Request[] {
  const next = workloads[name](options).requests(randomFrom(seed))
  return Array.from({ length: count }, next)
}

type MicroOperation = ['append' | 'r', number, number | null]
const microOperations = (requests: Request[]) =>
  requests.flatMap(({ value }) => value as MicroOperation[])

describe('every workload', () => {
  for (const name of Object.keys(workloads)) {
    test(`${name} asks the same for the same seed`, () => {
      fc.assert(
        fc.property(seeds, (seed) => assert.deepEqual(draw(name, seed), draw(name, seed))),
        { numRuns: 10 },
      )
    })

    test(`${name} has its own name, final reads, and a checker`, () => {
      const workload = workloads[name](options)
      assert.equal(workload.name, name)
      assert.ok(workload.checkers().length > 0)
      workload.requests(randomFrom(1))()
      assert.ok(workload.finalReads().length > 0)
    })
  }
})

test('set adds every element once', () => {
  const added = draw('set', 1).map(({ f, value }) => {
    assert.equal(f, 'add')
    return value
  })
  assert.equal(new Set(added).size, added.length)
  assert.deepEqual(set.finalReads(), [{ f: 'read', value: null, access: 'read' }])
})

test('register writes every value once, never the one that is there, and other ones for another seed', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const written = draw('register', seed).flatMap(({ f, key, value }) => {
        assert.ok(typeof key === 'number' && key >= 0 && key < 8)
        if (f === 'read') return []
        return [f === 'cas' ? (value as number[])[1] : value]
      })
      assert.equal(new Set(written).size, written.length)
      assert.ok(!written.includes(0))
    }),
    { numRuns: 20 },
  )
  assert.notDeepEqual(draw('register', 1), draw('register', 2))
})

test('register asks for all three kinds, of every key, and reads all of them at the end', () => {
  const asked = draw('register', 3)
  assert.deepEqual(new Set(asked.map(({ f }) => f)), new Set(['read', 'write', 'cas']))
  const keys = [...new Set(asked.map(({ key }) => key as number))].toSorted()
  assert.deepEqual(
    register.finalReads().map(({ key }) => key),
    keys,
  )
})

test('list-append never appends a value to a key twice, and at most 64 values', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const values = new Map<number, Set<unknown>>()
      for (const [f, key, value] of microOperations(draw('list-append', seed, 1000))) {
        if (f === 'r') {
          assert.equal(value, null)
          continue
        }
        const before = values.get(key) ?? new Set()
        assert.ok(!before.has(value))
        values.set(key, before.add(value))
        assert.ok(before.size <= 64)
      }
      assert.ok(values.size > 6)
    }),
    { numRuns: 10 },
  )
})

test('list-append reads every key at the end that was ever used', () => {
  const workload = listAppend('serializable')
  const next = workload.requests(randomFrom(5))
  const used = new Set(microOperations(Array.from({ length: 1000 }, next)).map(([, key]) => key))
  const read = microOperations(workload.finalReads()).map(([, key]) => key)
  assert.deepEqual(new Set(read), used)
  assert.equal(read.length, used.size)
})

test('list-append holds every isolation level to what the manual promises of it', () => {
  for (const level of isolationLevels) {
    const names = listAppend(level)
      .checkers()
      .map(({ name }) => name)
    assert.deepEqual(names, ['list-append', 'durability', 'staleness'])
  }
})
