import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evidenceOf } from '../../runner/evidence.ts'
import { History } from '../../history/history.ts'
import type { Operation, Process } from '../../history/operation.ts'
import { isolationLevels } from '../../runner/workload.ts'
import { bank } from '../workloads/bank.ts'
import { listAppend } from '../workloads/list-append.ts'
import { register } from '../workloads/register.ts'
import { set } from '../workloads/set.ts'
import { isolationClaims } from './isolation.ts'
import { answered, said } from './judged.fixture.ts'

type Micro = [f: 'append' | 'r', key: number, value: unknown]

/** Two transactions, one within the other's time or after it. */
function two(first: Micro[], second: Micro[], atOnce = true) {
  return twoOf({ f: 'txn', value: first }, { f: 'txn', value: second }, atOnce)
}

type Act = Pick<Operation, 'f' | 'value'>

function twoOf(first: Act, second: Act, atOnce = true, other: Process = 1) {
  const line = (process: Process, type: 'invoke' | 'ok', act: Act) => ({ process, type, ...act })
  const starts = [line(0, 'invoke', first), line(other, 'invoke', second)]
  const ends = [line(0, 'ok', first), line(other, 'ok', second)]
  const lines = atOnce ? [...starts, ...ends] : [starts[0], ends[0], starts[1], ends[1]]
  return evidenceOf(History.from(lines.map((each, index) => ({ ...each, index, timeNs: index }))))
}

const seen = two([['append', 1, 1]], [['r', 1, []]])

for (const level of isolationLevels) {
  const [{ id, sentence, source, decide }] = isolationClaims(listAppend(level))

  test(`${id} has a sentence of the manual and its place`, () => {
    assert.ok(sentence.length > 0)
    assert.match(source, /Transaction Isolation/)
  })

  test(`${id} holds, is violated, or is unknown as its checker says`, () => {
    const held = decide(answered('list-append', 'pass'), seen)
    assert.equal(held.verdict, 'holds')
    assert.deepEqual(held.power, { contendingTransactions: 1 })
    assert.deepEqual(decide(answered('list-append', 'fail'), seen), {
      verdict: 'violated',
      reason: 'Two saw each other.',
    })
    assert.deepEqual(decide(answered('list-append', 'unknown'), seen), {
      verdict: 'unknown',
      reason: 'It took too long.',
    })
  })

  test(`${id} is not violated by what a lost write looks like, and by anything beside it`, () => {
    const judged = answered('list-append', 'fail')
    const { anomalies } = judged.checks['list-append']
    anomalies[0].witness = [
      { index: 0, process: 0, type: 'ok', f: 'txn', timeNs: 0, value: [['r', 7, [3]]] },
    ]
    const lostWrites = [{ key: 7, element: 3 }]
    judged.checks.durability = said('fail', { lost: 1, lostWrites })
    assert.match(decide(judged, seen).reason, /^A write was lost, and no more was seen/)
    assert.equal(decide(judged, seen).verdict, 'unknown')
    anomalies.push({ name: 'G1a', summary: 'It was aborted.', witness: [] })
    assert.deepEqual(decide(judged, seen), { verdict: 'violated', reason: 'It was aborted.' })
    judged.checks.durability = said('pass', { lost: 0 })
    assert.equal(decide(judged, seen).reason, 'Two saw each other.')
  })

  test(`${id} is unknown without transactions, or without an acknowledged one`, () => {
    assert.equal(decide(answered('linearizability', 'pass'), seen).verdict, 'unknown')
    const none = { ...answered('list-append', 'pass'), acknowledged: 0 }
    assert.equal(decide(none, seen).verdict, 'unknown')
  })

  test(`${id} is unknown where no two transactions met`, () => {
    const apart = [
      two([['append', 1, 1]], [['r', 1, []]], false),
      two([['append', 1, 1]], [['r', 2, []]]),
      two([['r', 1, []]], [['r', 1, []]]),
    ]
    for (const evidence of apart) {
      const { verdict, reason } = decide(answered('list-append', 'pass'), evidence)
      assert.equal(verdict, 'unknown')
      assert.match(reason, /No two transactions met/)
    }
  })
}

test('a workload without transactions, or whose level no checker judges, has no claim of isolation', () => {
  assert.deepEqual(
    [set, register].flatMap((workload) => isolationClaims(workload)),
    [],
  )
  assert.deepEqual(isolationClaims({ ...bank('serializable'), isolation: undefined }), [])
})

const transfer = (payer: number, payee: number): Act => ({
  f: 'transfer',
  value: { id: payer, payer, payee, amount: 1 },
})
const read: Act = { f: 'read', value: { 0: 20, 1: 20 } }

test('of a bank it is the bank that answers, and transactions meet over an account', () => {
  const [{ decide, covers }] = isolationClaims(bank('read-committed'))
  const said = (first: Act, second: Act, atOnce?: boolean) =>
    decide(answered('bank', 'pass'), twoOf(first, second, atOnce)).verdict
  assert.equal(said(transfer(0, 1), transfer(1, 2)), 'holds')
  assert.equal(said(transfer(0, 1), read), 'holds')
  assert.equal(said(transfer(0, 1), transfer(2, 3)), 'unknown')
  assert.equal(said(read, read), 'unknown')
  assert.equal(said(transfer(0, 1), read, false), 'unknown')
  // All reads of the ledger come at rest; its rows are no accounts.
  assert.equal(said(transfer(0, 1), { f: 'ledger', value: [read, read] }), 'unknown')
  assert.equal(decide(answered('bank', 'fail'), twoOf(read, read)).verdict, 'violated')
  const anomaly = { name: 'wrong total', summary: '', witness: [] }
  assert.ok(covers('bank', anomaly, answered('bank', 'fail')))
  assert.ok(!covers('durability', anomaly, answered('bank', 'fail')))
})

test('what the harness does to the cluster meets no transaction', () => {
  const [{ decide }] = isolationClaims(bank('serializable'))
  const struck = twoOf(transfer(0, 1), read, true, 'fault')
  assert.equal(decide(answered('bank', 'pass'), struck).verdict, 'unknown')
})

test('a look at a node is no transaction, whatever it found', () => {
  const looked = { f: 'inspect', value: { tool: 'pg_amcheck', findings: [] } }
  const evidence = twoOf({ f: 'txn', value: [['append', 1, 1]] }, looked)
  for (const claim of isolationClaims(listAppend('serializable'))) {
    const { verdict, power } = claim.decide(answered('list-append', 'pass'), evidence)
    assert.equal(verdict, 'unknown')
    assert.deepEqual(power, { contendingTransactions: 0 })
  }
})
