import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judge } from '../../runner/judge.ts'
import type { ClaimResult } from '../../runner/results.ts'
import { readsJudged } from '../topologies/hot-standby/reads.ts'
import { bank } from '../workloads/bank.ts'
import { listAppend } from '../workloads/list-append.ts'
import { readsShowOneOrder, showsOrder, withOneOrder } from './one-order.ts'
import { asyncMayLose } from './failover.ts'
import { isolationClaims } from './isolation.ts'
import { evidence, failover, mode, type Lines } from './reads.fixture.ts'

const workload = listAppend('repeatable-read')
const inForce = { synchronous_commit: 'on', synchronous_standby_names: true }

/** A transaction that a node answered, in `ax1 rx1`'s way. */
function txn(node: string, text: string, process = 0, type: 'ok' | 'info' = 'ok'): Lines {
  const value = text
    .split(' ')
    .map(([f, key, ...elements]) =>
      f === 'a' ? ['append', key, Number(elements.join(''))] : ['r', key, elements.map(Number)],
    )
  const asked = { process, f: 'txn', value, node }
  return [
    { ...asked, type: 'invoke' },
    { ...asked, type },
  ]
}

const write = (text: string, type?: 'ok' | 'info') => txn('n1', text, type === 'info' ? 9 : 0, type)
const onPrimary = (text: string) => txn('n1', text, 1)
const onStandby = (text: string, node = 'n2') => txn(node, text, 2)
const atRest = (text: string) => txn('n1', text, 2 ** 30)

const named = mode('ANY 1 (n1, n2, n3)')
const begun = [named, write('az1')]
const done = [write('az2'), atRest('rx1'), atRest('ry1'), atRest('rz12')]

function judged(waits: boolean, ...lines: Lines[]) {
  const { history } = evidence(...lines)
  const options = { mode: inForce, primary: 'n1', waits }
  const checkers = readsJudged(workload, 'n1')
  const claims = [readsShowOneOrder(options, workload), ...isolationClaims(workload)]
  const results = judge(history, { checkers, claims, faults: [] })
  return { ...results, order: results.claims[0], isolation: results.claims[1] }
}

const decided = (...lines: Lines[]): ClaimResult => judged(true, ...begun, ...lines, ...done).order

const written = [write('ax1'), write('ay1')]
const fork = [...written, onPrimary('rx ry1'), onStandby('rx1 ry')]

describe('reads of several nodes', () => {
  test('of two orders violate it, whichever node is behind and whoever acknowledged the writes', () => {
    for (const lines of [
      fork,
      [...written, onStandby('rx ry1'), onPrimary('rx1 ry')],
      [...written, onStandby('rx ry1', 'n3'), onStandby('rx1 ry'), onPrimary('rx1 ry1')],
      [write('ax1', 'info'), write('ay1'), onPrimary('rx ry1'), onStandby('rx1 ry')],
    ]) {
      const { verdict, reason } = decided(...lines)
      assert.equal(verdict, 'violated')
      assert.match(reason, /long fork/)
    }
  })

  test('that are older states of one order are none', () => {
    for (const old of ['rx ry', 'rx1 ry', 'rx1 ry1']) {
      const { verdict, power } = decided(...written, onPrimary('rx1 ry1'), onStandby(old))
      assert.equal(verdict, 'holds', old)
      assert.deepEqual(power, { ofStandbys: 1, ofPrimary: 1 })
    }
    const back = [onPrimary('rx1 ry1'), onStandby('rx1 ry1'), onStandby('rx1 ry')]
    assert.equal(decided(...written, ...back).verdict, 'holds')
  })

  test('of two orders are no fault of the isolation on one of them', () => {
    const { isolation, checks, findings } = judged(true, ...begun, ...fork, ...done)
    assert.notEqual(isolation.verdict, 'violated')
    assert.equal(checks['list-append'].verdict, 'pass')
    assert.deepEqual(findings, [])
  })

  test('of two orders break either sentence, for to be behind explains none', () => {
    const [sync, async] = [true, false].map((waits) => judged(waits, ...begun, ...fork, ...done))
    assert.deepEqual([sync.order.verdict, async.order.verdict], ['violated', 'violated'])
    assert.match(sync.order.sentence, /consistent results no matter which server/)
    assert.match(async.order.sentence, /slightly stale results/)
  })
})

describe('what could not have shown two orders is unknown', () => {
  const cases = {
    'no standby answered': [...written, onPrimary('rx1 ry1')],
    'the primary answered none': [...written, onStandby('rx1 ry1')],
    'a read shows one row': [...written, onPrimary('rx1'), onStandby('ry1')],
    'who reads writes too': [...written, onPrimary('rx1 ry1 az3'), onStandby('rx1 ry1')],
  }
  for (const [why, lines] of Object.entries(cases))
    test(why, () => assert.equal(decided(...lines).verdict, 'unknown'))

  test('all reads came after the last write', () => {
    const late = [onPrimary('rx1 ry1'), onStandby('rx1 ry1')]
    const { order } = judged(true, ...begun, ...written, ...done, ...late)
    assert.equal(order.verdict, 'unknown')
  })

  test('another mode was in force', () => {
    const { order } = judged(true, mode(''), write('az1'), ...fork, ...done)
    assert.equal(order.verdict, 'unknown')
    assert.match(order.reason, /not in force/)
  })
})

test('what a failover lost is no other order, and the claims of losses speak of it', () => {
  const lost = [onPrimary('rx1 ry'), write('ay1'), onPrimary('rx1 ry1'), onStandby('rx ry')]
  const after = [txn('n2', 'ay2', 3), txn('n2', 'rx ry2', 3), txn('n3', 'rx ry2', 4)]
  const end = [txn('n2', 'az2', 3), ...['rx', 'ry2', 'rz12'].map((r) => txn('n2', r, 2 ** 30))]
  const lines = [...begun, write('ax1'), ...lost, failover('n1', 'n2'), ...after, ...end]
  const { order, checks } = judged(false, ...lines)
  assert.equal(checks.durability.verdict, 'fail')
  assert.equal(checks['one-order'].verdict, 'fail')
  assert.notEqual(order.verdict, 'violated')
  const { covers } = asyncMayLose(inForce, withOneOrder(workload))
  const told = { checks, acknowledged: 5, lost: 2 }
  for (const anomaly of checks['one-order'].anomalies)
    assert.ok(covers('one-order', anomaly, told), anomaly.summary)
})

test('only transactions that read one snapshot each show an order', () => {
  assert.ok(showsOrder(listAppend('repeatable-read')))
  assert.ok(!showsOrder(listAppend('read-committed')))
  assert.ok(!showsOrder(bank('repeatable-read')))
})
