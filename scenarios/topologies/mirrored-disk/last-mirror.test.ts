import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, event, timeline } from '../../claims/timeline.fixture.ts'
import { mirroredBefore } from './last-mirror.ts'

test('of each takeover what was acknowledged since the one before it, and before its mirror, counts', () => {
  const mirror = { number: 1, received: 1, ageSeconds: 1 }
  const takeover = (from: string, to: string, at: number) =>
    event('operator', 'failover', [at, at + 100], { from, to, mirror })
  const evidence = timeline(
    call({ value: 1, ms: [1000, 1001] }),
    call({ value: 2, ms: [4500, 4501] }),
    takeover('n1', 'n2', 5000),
    call({ value: 3, node: 'n2', ms: [8000, 8001] }),
    takeover('n2', 'n1', 10_000),
  )
  assert.equal(mirroredBefore(evidence), 2)
})
