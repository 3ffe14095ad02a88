import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../runner/history/history.ts'
import { simulateFailover } from '../availability/simulated.ts'
import { latency } from './latency.ts'

test('each phase and outcome has its summary', () => {
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
