import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf, type Cell } from './cell.ts'
import { locksExcessively, oftenWorse } from './sentences.ts'
import type { Turn } from './turn.ts'

const turn = (commits: number, more: Partial<Turn> = {}): Turn => ({
  seconds: 2,
  tookMs: Array.from({ length: commits }, (_, i) => i + 1),
  aborted: {},
  lockWaitMs: 0,
  ...more,
})

/** Commits of one server and of several, and what these waited for locks. */
function cell(
  hotRows: number,
  [one, several]: [number, number],
  [waits, more] = [0, 0],
  aborted = {},
): Cell {
  const twice = (each: Turn) => [each, each]
  const single = twice(turn(one, { lockWaitMs: waits }))
  const others = figuresOf(twice(turn(several, { lockWaitMs: more, aborted })), single)
  const systems = { 1: figuresOf(single, single), 2: others, 3: others }
  return { hotRows, clients: 4, systems }
}

test('figures are those of all rounds, and ratios those of each', () => {
  const turns = [turn(100, { lockWaitMs: 30, aborted: { '40P01': 5 } }), turn(50)]
  const figures = figuresOf(turns, [turn(200), turn(0)])
  assert.equal(figures.commitsPerSecond, 37.5)
  assert.equal(figures.ofOneServer.ratio.toFixed(3), '5.000')
  assert.ok(figures.ofOneServer.from < 1 && figures.ofOneServer.to > 1)
  assert.deepEqual([figures.p50Ms, figures.p99Ms], [38, 99])
  assert.equal(figures.lockWaitMs, 20)
  assert.equal(figures.aborted['40P01'].toFixed(2), '3.33')
})

test('several servers that no lock slows down lock nothing excessively, however slow they are', () => {
  const said = locksExcessively([cell(1, [100, 10], [5, 50]), cell(64, [100, 10])], 2)
  assert.equal(said.holds, false, said.reason)
})

test('several servers that lose no more than one server does lock nothing excessively', () => {
  const said = locksExcessively([cell(1, [10, 1], [5, 50]), cell(64, [100, 10])], 2)
  assert.equal(said.holds, false, said.reason)
})

test('several servers that lose more for waiting longer lock excessively', () => {
  const said = locksExcessively([cell(1, [50, 1], [5, 50]), cell(64, [100, 10])], 2)
  assert.equal(said.holds, true, said.reason)
  assert.equal(
    said.reason,
    'Of the commits that 4 clients have on 64 rows, 50 % are left to one server on 1, and 10 % to 2; for 100 commits there they waited 10 ms and 5000 ms for locks, and were refused 0.0 and 0.0 times for them.',
  )
})

test('several servers that lose more for being refused lock excessively, though nobody waits', () => {
  const hot = cell(1, [50, 1], [5, 0], { 1213: 3 })
  const said = locksExcessively([hot, cell(64, [100, 10])], 2)
  assert.equal(said.holds, true, said.reason)
  assert.match(said.reason, /refused 0.0 and 300.0 times/)
  const other = cell(1, [50, 1], [5, 0], { ETIMEDOUT: 3 })
  assert.equal(locksExcessively([other, cell(64, [100, 10])], 2).holds, false)
})

test('losing more without waiting for locks is no locking', () => {
  const said = locksExcessively([cell(1, [50, 1], [100, 1]), cell(64, [100, 10])], 2)
  assert.equal(said.holds, false, said.reason)
})

test('worse in one cell of three is not often', () => {
  const better = cell(8, [10, 20])
  assert.equal(oftenWorse([cell(1, [10, 5]), better, better], 2).holds, false)
  assert.equal(oftenWorse([cell(1, [10, 5]), cell(8, [10, 5]), better], 2).holds, true)
})
