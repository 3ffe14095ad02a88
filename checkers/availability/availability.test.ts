import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../runner/history/history.ts'
import { availability } from './availability.ts'
import { simulateFailover } from './simulated.ts'

const check = (operations: Parameters<typeof History.from>[0]) =>
  availability().check(History.from(operations), {})

test('a failover: failure, detection, RTO and recovery are exact', () => {
  const result = check(
    simulateFailover({ killedMs: 2000, effectMs: 0, promotedMs: 1500, lagMs: 0, endMs: 6000 })
      .operations,
  )
  assert.equal(result.verdict, 'pass')
  assert.deepEqual(result.faults, [
    {
      fault: 'kill',
      nodes: ['n1'],
      startNs: 2e9,
      endNs: null,
      firstFailureSeconds: 0.002,
      detectionSeconds: 0.5,
      rtoSeconds: 1.502,
      recoverySeconds: 1.502,
    },
  ])
  assert.equal(result.longestWriteGapSeconds, 1.502)
  assert.deepEqual(
    result.errors.map(({ error, count }) => ({ error, count })),
    [{ error: 'ECONNRESET', count: 150 }],
  )
})

test('writes that still get through before the effect are no recovery', () => {
  const [fault] = check(
    simulateFailover({ killedMs: 2000, effectMs: 800, promotedMs: 1500, lagMs: 0, endMs: 6000 })
      .operations,
  ).faults
  assert.equal(fault.firstFailureSeconds, 0.802)
  assert.equal(fault.rtoSeconds, 1.502)
})
