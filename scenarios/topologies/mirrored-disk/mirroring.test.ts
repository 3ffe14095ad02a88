import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../runner/until.fixture.ts'
import { Mirroring } from './mirroring.ts'

/** Copies at every so many milliseconds, of which the first so many do not come. */
function mirroring(intervalMs: number, failing: number) {
  const passes: { number: number; spreadMs: number }[] = []
  let underWay = 0
  const it = new Mirroring(intervalMs, 7, {
    position: async () => 100 + passes.length,
    async pass(number, spreadMs) {
      assert.equal(underWay++, 0, 'one after the other')
      passes.push({ number, spreadMs })
      await new Promise(setImmediate)
      underWay--
      if (passes.length <= failing) throw new Error('out of reach')
    },
    checkpoint: async () => {},
  })
  return { it, passes }
}

test('who waits for a copy has one that came and was begun after that, and that is not spread', async () => {
  const { it, passes } = mirroring(60_000, 1)
  await it.now(60_000)
  assert.deepEqual(
    passes,
    [1, 2].map((number) => ({ number, spreadMs: 0 })),
  )
  assert.equal(it.received, it.copy(2))
  assert.deepEqual([it.received?.lsnBytes, it.count], [101, 1])
  assert.ok(it.copy(1).begunMs < it.copy(2).begunMs)
})

test('who waits in vain is told so, and knows of no copy', async () => {
  const { it } = mirroring(60_000, Infinity)
  await assert.rejects(it.now(0), { code: 'timeout' })
  assert.deepEqual([it.received, it.count], [undefined, 0])
})

test('none is made while somebody acts between two, and one is made after another until the end', async () => {
  const { it, passes } = mirroring(1, 0)
  await it.between(async () => {
    it.start()
    await new Promise((done) => setTimeout(done, 20))
    assert.deepEqual(passes, [])
  })
  await until('two have come', () => it.count >= 2)
  await it.stop()
  const { length } = passes
  await new Promise((done) => setTimeout(done, 120))
  assert.equal(passes.length, length)
  assert.deepEqual(new Set(passes.map(({ spreadMs }) => spreadMs)), new Set([7]))
})
