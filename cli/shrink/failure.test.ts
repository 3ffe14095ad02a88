import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { failsAs, failuresOf } from './failure.ts'

const results = (parts: object) =>
  ({ verdict: 'fail', claims: [], findings: [], checks: {}, ...parts }) as unknown as RunResults

const violating = (id: string) => results({ claims: [{ id, verdict: 'violated' }] })

test('a run fails by the claims that it violated', () => {
  assert.deepEqual([...failuresOf(violating('a'))], ['a'])
  assert.deepEqual([...failuresOf(results({ claims: [{ id: 'a', verdict: 'holds' }] }))], [])
})

test('and by what no claim allows, but not by a check whose loss a claim allows', () => {
  const checks = { durability: { verdict: 'fail' }, latency: { verdict: 'pass' } }
  assert.deepEqual([...failuresOf(results({ checks }))], [])
  const findings = [{ verdict: 'fail', reason: 'No claim allows it.' }]
  assert.deepEqual([...failuresOf(results({ checks, findings }))], ['durability'])
})

test('another failure is not the same', () => {
  const failures = failuresOf(violating('a'))
  assert.ok(failsAs(failures, violating('a')))
  assert.ok(!failsAs(failures, violating('b')))
  assert.ok(!failsAs(failures, { ...violating('a'), verdict: 'unknown' }))
})
