import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import { counted } from '../../claims/judged.fixture.ts'
import { draws } from '../../workloads/draws.ts'
import { functionCalls } from '../../workloads/functions.ts'
import { set } from '../../workloads/set.ts'
import { calledAtRest, runOf, servers } from '../two-phase/run.fixture.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { timestampsAreConstants } from './timestamps.ts'

/** What is claimed of calls, by what each server holds of them. */
function told(calls: Record<string, [number, number]>): string {
  const lines = Object.entries(calls).flatMap(([call, values], j) =>
    servers.map((name, i) => calledAtRest(name, call, [[1, values[i]]], 7 + i + j / 10)),
  )
  const { evidence } = runOf(lines)
  const checks = { divergence: divergence({ nodes: servers }).check(evidence.history, {}) }
  const { verdict, reason } = timestampsAreConstants.decide({ ...counted(0), checks }, evidence)
  return `${verdict}: ${reason}`
}

describe('timestamps are replicated', () => {
  const drawn = { 'INSERT random()': [1, 2] as [number, number] }

  test('holds where they are the same, and what is drawn is not', () => {
    assert.equal(
      told({ 'INSERT now()': [5, 5], 'UPDATE CURRENT_TIMESTAMP': [6, 6], ...drawn }),
      'holds: The same on all servers: INSERT now(), UPDATE CURRENT_TIMESTAMP.',
    )
  })

  test('is violated by one that differs', () => {
    assert.equal(
      told({ 'INSERT now()': [5, 5], 'UPDATE now()': [6, 7], ...drawn }),
      'violated: 1 rows of UPDATE now() differ by server.',
    )
  })

  test('does not speak of the clock at each moment', () => {
    const clock = { 'INSERT clock_timestamp()': [1, 2] as [number, number] }
    assert.match(told({ 'INSERT now()': [5, 5], ...clock }), /^holds/)
  })

  test('is unknown where nothing was compared, or servers that draw for themselves show nothing', () => {
    assert.match(told(drawn), /^unknown: No row/)
    assert.match(told({ 'INSERT now()': [5, 5] }), /^unknown: Nothing at all differs/)
  })
})

test('the time is on trial where somebody asks for it', () => {
  const ids = (workload: typeof set) => claimsOf(options.parse({}), workload).map(({ id }) => id)
  assert.ok(ids(functionCalls).includes('timestamps-are-replicated'))
  assert.ok(!ids(draws).includes('timestamps-are-replicated'))
  assert.equal(ids(set)[0], 'all-commit-or-none')
})
