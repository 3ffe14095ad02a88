import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { play, steps } from '../availability/testing/interleaved.ts'
import { fault, inOrder, simulateFailover } from '../availability/testing/simulated.ts'
import { assertLaws } from '../laws.ts'
import { latency } from './latency.ts'

const op = (process: number, fromMs: number, toMs: number): Omit<Operation, 'index'>[] => [
  { process, type: 'invoke', f: 'write', value: 1, timeNs: fromMs * 1e6 },
  { process, type: 'ok', f: 'write', value: 1, timeNs: toMs * 1e6 },
]

test('each operation, outcome and phase has its summary', () => {
  const { operations } = simulateFailover({
    killedMs: 2000,
    effectMs: 0,
    promotedMs: 1500,
    lagMs: 0,
    endMs: 4000,
  })
  const result = latency().check(History.from(operations), {})
  assert.equal(result.verdict, 'pass')
  assert.deepEqual(
    result.summaries.map(({ f, outcome, phase, count }) => [f, outcome, phase, count]),
    [
      ['add', 'ok', 'calm', 200],
      ['add', 'info', 'kill', 150],
      ['add', 'ok', 'kill', 50],
      ['read', 'ok', 'kill', 1],
    ],
  )
  assert.equal(result.summaries[0].p99Ms, 2)
})

test('an operation that overlaps a fault is of its phase, and of the later one of two', () => {
  const event = (name: string, atMs: number) => [
    fault('invoke', name, atMs, null),
    fault('ok', name, atMs, null),
  ]
  const lines = [
    ...op(0, 0, 1),
    ...op(1, 2, 30),
    ...event('slow', 10),
    ...event('kill', 20),
    ...op(2, 21, 22),
    ...event('undo kill', 40),
    ...op(3, 41, 42),
    ...event('undo slow', 50),
    ...op(4, 51, 52),
  ]
  const { summaries } = latency().check(History.from(inOrder(lines)), {})
  assert.deepEqual(
    summaries.map(({ phase, count }) => [phase, count]),
    [
      ['calm', 1],
      ['kill', 2],
      ['slow', 1],
      ['recovery', 1],
    ],
  )
})

test('quantiles are those of the latencies', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => op(i, i * 2000, i * 2000 + i + 1)).flat()
  const { summaries, series } = latency().check(History.from(inOrder(lines)), {})
  const [{ p50Ms, p95Ms, p99Ms, maxMs }] = summaries
  for (const [found, truth] of [
    [p50Ms, 500],
    [p95Ms, 950],
    [p99Ms, 990],
    [maxMs, 1000],
  ])
    assert.ok(Math.abs(found - truth) <= truth / 1000, `${found} is not ${truth}`)
  assert.equal(
    series.reduce((total, { count }) => total + count, 0),
    1000,
  )
})

test('open-loop operations count from the moment at which they should have begun', () => {
  const history = History.from(inOrder(op(0, 500, 600)))
  Object.assign(history, { scheduledNs: new Map([[0, 100e6]]) })
  const { summaries, series } = latency().check(history, {})
  assert.equal(summaries[0].maxMs, 500)
  assert.equal(series[0].maxMs, 500)
})

test('beyond an hour counts as an hour', () => {
  const { summaries } = latency().check(History.from(inOrder(op(0, 0, 7.2e6))), {})
  assert.equal(summaries[0].maxMs, 3.6e6)
})

test('every finished operation is counted once, and the laws hold', () => {
  fc.assert(
    fc.property(steps(), (walk) => {
      const operations = play(
        walk,
        () => ({ f: 'write', value: 1 }),
        () => 1,
      )
      const { summaries, series } = latency().check(History.from(operations), {})
      const ends = operations.filter(({ type }) => type !== 'invoke').length
      for (const rows of [summaries, series]) {
        assert.equal(
          rows.reduce((total, { count }) => total + count, 0),
          ends,
        )
        for (const { p50Ms, p95Ms, p99Ms, maxMs } of rows)
          assert.ok(p50Ms <= p95Ms && p95Ms <= p99Ms && p99Ms <= maxMs)
      }
      assertLaws(latency(), operations)
    }),
    { numRuns: 25 },
  )
})

test('without a success nothing is known', () => {
  const { verdict, reason } = latency().check(History.from(inOrder([op(0, 0, 1)[0]])), {})
  assert.equal(verdict, 'unknown')
  assert.ok(reason)
})
