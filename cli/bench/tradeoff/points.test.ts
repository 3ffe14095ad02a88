import assert from 'node:assert/strict'
import { test } from 'node:test'
import { block } from './blocks.fixture.ts'
import { pointsOf } from './points.ts'

const levels = [
  { name: 'single', baseline: 'single' },
  { name: 'on', baseline: 'single' },
]
const plan = { rttsMs: [0], clients: [8], seed: 1 }

test('a machine that was slow in one round moves no ratio, and widens what is told of commits', () => {
  const blocks = [400, 100, 200, 200, 100, 400].map((rate, round) =>
    block({ round, clients: 8 }, { single: rate, on: rate / 4 }),
  )
  const [single, on] = pointsOf(plan, levels, blocks)
  assert.deepEqual(Object.values(single.ratio), [1, 1, 1])
  assert.deepEqual(
    Object.values(on.ratio).map((each) => each.toFixed(9)),
    Array(3).fill('0.250000000'),
  )
  assert.equal(on.perSecond.value.toFixed(6), '50.000000')
  assert.ok(on.perSecond.from < 30 && on.perSecond.to > 80)
})

test('a level that is slow by chance in some rounds is in doubt', () => {
  const blocks = [1, 0.2, 0.9, 0.3, 1, 0.2].map((part, round) =>
    block({ round, clients: 8 }, { single: 100, on: 100 * part }),
  )
  const [, { ratio }] = pointsOf(plan, levels, blocks)
  assert.ok(ratio.from < 0.3 && ratio.to > 0.8, JSON.stringify(ratio))
})

test('latencies are those of all rounds, and what was not measured is no point', () => {
  const blocks = [
    block({ round: 0, clients: 8 }, { single: 800, on: 80 }),
    block({ round: 1, clients: 8 }, { single: 800, on: 8 }),
  ]
  const [, on, ...more] = pointsOf({ ...plan, clients: [8, 32] }, levels, blocks)
  assert.equal(on.commits, 40)
  assert.equal(Math.round(on.p50Ms / 10), 10)
  assert.equal(Math.round(on.maxMs / 100), 10)
  assert.deepEqual(more, [])
})
