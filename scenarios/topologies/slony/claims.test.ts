import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { INSPECT } from '../../../history/history.ts'
import { counted, said } from '../../claims/judged.fixture.ts'
import { call, event, mode, timeline, type Call } from '../../claims/timeline.fixture.ts'
import { bank } from '../../workloads/bank.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { LEFT_OUT_ROWS, type LeftOut } from './left-out.ts'
import { options } from './options.ts'

const claim = (id: string, workload = set, words: object = {}) =>
  claimsOf(options.parse(words), workload).find((each) => each.id === id)!

const written: Call[] = [100, 200, 300].map((ms, value) => ({ value, ms: [ms, ms + 10] }))
const equal = (lost: number, more: object = {}) => {
  const judged = counted(lost, more)
  return { ...judged, checks: { ...judged.checks, divergence: said('pass') } }
}

describe('a table outside the set', () => {
  const perTable = claim('replication-is-per-table')
  const look = (node: string, rows: LeftOut) =>
    call({
      f: INSPECT,
      process: 2 ** 31 + Number(node.slice(1)),
      node,
      ms: [9000, 9010],
      value: { tool: LEFT_OUT_ROWS },
      answer: { tool: LEFT_OUT_ROWS, of: 'sets', findings: [], counted: { ...rows } },
    })
  const run = (n2: LeftOut, n1: LeftOut = { rows: 3, own: 3 }) =>
    timeline(mode(''), ...written.map(call), look('n1', n1), look('n2', n2))
  const none = { rows: 0, own: 0 }

  test('a row of it that came to a subscriber breaks it', () => {
    const { verdict, reason } = perTable.decide(equal(0), run({ rows: 3, own: 0 }))
    assert.equal(verdict, 'violated')
    assert.match(reason, /^On n2 there are 3 rows/)
  })

  test('rows that stayed hold, with how many there were', () => {
    const { verdict, power } = perTable.decide(equal(0), run(none))
    assert.deepEqual([verdict, power], ['holds', { rowsLeftOut: 3, subscribers: 1 }])
  })

  test('what an old origin has of its own came from nobody', () => {
    const moved = event('operator', 'failover', [1000, 1100], { from: 'n1', to: 'n2' })
    const lines = [look('n1', { rows: 3, own: 3 }), look('n2', { rows: 2, own: 2 })]
    const evidence = timeline(mode(''), ...written.map(call), moved, ...lines)
    assert.equal(perTable.decide(equal(0), evidence).verdict, 'holds')
  })

  test('nothing is said where nothing was written there, or where what is in the set did not come either', () => {
    assert.equal(perTable.decide(equal(0), run(none, none)).verdict, 'unknown')
    const apart = { ...equal(0), checks: { divergence: said('fail') } }
    assert.equal(perTable.decide(apart, run(none)).verdict, 'unknown')
    assert.equal(perTable.decide(equal(0), timeline(mode(''))).verdict, 'unknown')
  })
})

describe('what a failover loses', () => {
  const mayLose = 'batches-may-be-lost-in-a-failover'
  const bounded = 'lag-bounds-the-loss'
  /** A failover a second after the beginning, to whom a lag was measured. */
  const run = (seconds: number | undefined) => {
    const lag = seconds === undefined ? undefined : { seconds }
    const failedOver = { from: 'n1', to: 'n2', ...(lag && { lag }) }
    return timeline(
      mode(''),
      ...written.map(call),
      event('operator', 'failover', [1000, 2000], failedOver),
    )
  }
  const rowOf = (evidence: ReturnType<typeof run>, value: number) =>
    evidence.history.value.findLastIndex(
      (each, row) => each === value && evidence.history.f[row] >= 0,
    )
  const losing = (evidence: ReturnType<typeof run>, value: number) => {
    const row = rowOf(evidence, value)
    const acknowledged = { timeNs: evidence.history.timeNs[row], node: 'n1' }
    return equal(1, { lostWrites: [{ element: value, acknowledged, rows: [row, row] }] })
  }

  test('is seen, and its sentence is that of batches', () => {
    const { decide, sentence } = claim(mayLose)
    assert.match(sentence, /in batches/)
    assert.equal(decide(losing(run(0.75), 2), run(0.75)).verdict, 'holds')
    assert.equal(decide(equal(0), run(0.75)).verdict, 'unknown')
  })

  test('is younger than the lag that was measured', () => {
    const evidence = run(0.75)
    const { verdict, power, reason } = claim(bounded).decide(losing(evidence, 2), evidence)
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { writesBeforeTheLag: 2 })
  })

  test('and breaks it where it is older', () => {
    const evidence = run(0.75)
    assert.equal(claim(bounded).decide(losing(evidence, 0), evidence).verdict, 'violated')
  })

  test('a lag that nobody measured, or that is longer than the run, bounds nothing', () => {
    const { trial, decide } = claim(bounded)
    assert.ok(typeof trial === 'function')
    assert.ok(!trial(run(undefined)))
    assert.ok(trial(run(0.75)))
    assert.equal(decide(losing(run(5), 2), run(5)).verdict, 'unknown')
  })
})

describe('what subscribers answer', () => {
  const whole = claim('sets-arrive-whole-and-in-order', bank('repeatable-read'), {
    reads: 'standbys',
  })
  const balances = { 0: 20, 1: 20 }
  const read = (node: string): Call => ({
    f: 'read',
    node,
    value: null,
    answer: balances,
    ms: [150, 160],
  })
  const run = (node: string) =>
    timeline(
      mode(''),
      ...written.map((each) => call({ ...each, f: 'transfer', value: { id: each.value } })),
      call(read(node)),
    )
  const judged = (verdict: 'pass' | 'fail') => ({
    ...equal(0),
    checks: { bank: said(verdict, {}, 'wrong total') },
  })

  test('half a transaction breaks it, and speaks for the check that found it', () => {
    assert.equal(whole.decide(judged('fail'), run('n2')).verdict, 'violated')
    const [anomaly] = said('fail', {}, 'wrong total').anomalies
    assert.ok(whole.covers('bank', anomaly, judged('fail')))
    assert.ok(!whole.covers('durability', anomaly, judged('fail')))
  })

  test('whole ones hold where a subscriber was asked for several rows meanwhile, and only there', () => {
    const { verdict, power } = whole.decide(judged('pass'), run('n2'))
    assert.deepEqual([verdict, power], ['holds', { readsOfSeveralRows: 1 }])
    assert.equal(whole.decide(judged('pass'), run('n1')).verdict, 'unknown')
  })

  test('is on trial only where they are asked', () => {
    assert.equal(claim('sets-arrive-whole-and-in-order', bank('repeatable-read')), undefined)
    assert.equal(claim('async-reads-may-be-stale', register), undefined)
    assert.ok(claim('async-reads-may-be-stale', register, { reads: 'any' }))
  })

  test('is not on trial where the workload can tell nothing of it', () => {
    const ofBank = bank('repeatable-read')
    assert.equal(claim('async-reads-may-be-stale', ofBank, { reads: 'any' }), undefined)
    assert.equal(claim('replication-is-per-table', register), undefined)
    assert.ok(claim('replication-is-per-table', ofBank))
  })
})
