import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import { counted } from '../../claims/judged.fixture.ts'
import { draws } from '../../workloads/draws.ts'
import { functionCalls } from '../../workloads/functions.ts'
import { set } from '../../workloads/set.ts'
import { add, atRest, calledAtRest, fault, runOf, servers } from '../two-phase/run.fixture.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { rejoinedInStep } from './rejoined.ts'
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

describe('a server that comes back while clients go on is synchronized', () => {
  const claim = rejoinedInStep(servers)
  const backWith = (writtenMeanwhile: number, rejoined = ['n2']) =>
    fault('kill-n2', ['n2'], { rejoined, writtenMeanwhile })
  const written = [add(1), add(2, { at: 4 }), add(3, { at: 5.9 })]
  const same = servers.map((name) => atRest(name, [1, 2, 3]))
  const lackingAt = (name: string) =>
    servers.map((each) => atRest(each, each === name ? [1, 3] : [1, 2, 3]))
  const told = (...lines: Parameters<typeof runOf>[0]) => {
    const { judged, evidence } = runOf(lines)
    const { verdict, reason } = claim.decide(judged, evidence)
    return `${verdict}: ${reason}`
  }

  test('holds where clients wrote meanwhile and all hold the same', () => {
    assert.match(told(...written, backWith(7), ...same), /^holds: 7 transactions wrote while n2/)
  })

  test('is violated by an acknowledged write that it lacks, whenever that was', () => {
    for (const meanwhile of [0, 7])
      assert.match(
        told(...written, backWith(meanwhile), ...lackingAt('n2')),
        /^violated: It was attached, and n2 lacks 1 acknowledged/,
      )
  })

  test('is unknown where nobody wrote meanwhile, or another one lacks something, or was not read', () => {
    assert.match(told(...written, backWith(0), ...same), /^unknown: Nobody wrote/)
    assert.match(told(...written, backWith(7), ...lackingAt('n1')), /^unknown: n1 lacks/)
    assert.match(told(...written, backWith(7), same[0]), /^unknown: Not all that n2 holds/)
  })

  test('is on trial where one came back so', () => {
    const { trial } = claim
    assert.ok(typeof trial === 'function')
    assert.equal(trial(runOf([backWith(0)]).evidence), true)
    assert.equal(trial(runOf([fault('kill-n2', ['n2'])]).evidence), false)
  })
})

test('what comes back while clients go on is on trial where anything does', () => {
  const ids = (rejoin: string) => claimsOf(options.parse({ rejoin }), set).map(({ id }) => id)
  for (const rejoin of ['recovery', 'attach'])
    assert.ok(ids(rejoin).includes('rejoined-server-is-synchronized'))
  assert.ok(!ids('copy').includes('rejoined-server-is-synchronized'))
})

test('the time is on trial where somebody asks for it', () => {
  const ids = (workload: typeof set) => claimsOf(options.parse({}), workload).map(({ id }) => id)
  assert.ok(ids(functionCalls).includes('timestamps-are-replicated'))
  assert.ok(!ids(draws).includes('timestamps-are-replicated'))
  assert.equal(ids(set)[0], 'all-commit-or-none')
})
