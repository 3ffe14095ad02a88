import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Anomaly } from '../../../checkers/checker.ts'
import { listAppend as checker } from '../../../checkers/transactions/list-append.ts'
import { microOps } from '../../../checkers/transactions/testing.ts'
import { History } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import { evidenceOf } from '../../../runner/evidence.ts'
import { listAppend } from '../../workloads/list-append.ts'
import { serialOnOneServer } from './serial-on-one-server.ts'

const { isolation, losses } = listAppend('serializable')
const check = checker({ models: ['serializable'] })
const claim = serialOnOneServer(isolation!, losses)

/** Two transactions at once that met over a row, at these servers. */
function twoAt(...nodes: string[]) {
  const line = (process: number, type: 'invoke' | 'ok'): Omit<Operation, 'index' | 'timeNs'> => {
    const value = process === 0 ? [['append', 1, 1]] : [['r', 1, []]]
    return { process, type, f: 'txn', value, node: nodes[process] }
  }
  const lines = [line(0, 'invoke'), line(1, 'invoke'), line(0, 'ok'), line(1, 'ok')]
  return evidenceOf(History.from(lines.map((each, index) => ({ ...each, index, timeNs: index }))))
}

const cycle = (...nodes: string[]): Anomaly => ({
  name: 'G2-item',
  summary: 'Each came before the other.',
  witness: nodes.map((node, index) => {
    return { index, timeNs: index, process: index, type: 'ok', f: 'txn', value: [], node }
  }),
})

function decided(anomalies: Anomaly[], evidence = twoAt('n1', 'n1')) {
  const verdict = anomalies.length > 0 ? 'fail' : 'pass'
  const checks = { 'list-append': { verdict, anomalies } } as const
  return claim.decide({ checks, acknowledged: 2, lost: null }, evidence)
}

test('a cycle of one server’s transactions violates it', () => {
  assert.equal(decided([cycle('n1', 'n2'), cycle('n1', 'n1')]).verdict, 'violated')
  assert.equal(claim.covers('list-append', cycle('n1', 'n1'), {} as never), false)
})

/** `n1 ax1ry` appended 1 to x and read nothing of y, at n1; all of them at once. */
function atOnce(...texts: string[]) {
  const lines = (type: 'invoke' | 'ok') =>
    texts.map((text, process) => {
      const [node, ops] = text.split(' ')
      return { process, type, f: 'txn', value: microOps(ops), node }
    })
  const all = [...lines('invoke'), ...lines('ok')]
  const history = History.from(all.map((each, index) => ({ ...each, index, timeNs: index })))
  const checks = { 'list-append': check.check(history, {}) }
  return claim.decide({ checks, acknowledged: texts.length, lost: null }, evidenceOf(history))
}

test('one server’s cycle violates it that is told as a shorter one of several', () => {
  const { verdict, reason } = atOnce('n1 rxay1', 'n1 ryax2', 'n2 rxryax8ay9', 'n2 rx82ry91')
  assert.equal(verdict, 'violated')
  assert.match(reason, /^T1 and T2 each came before the other \(a write skew\)/)
})

test('a cycle across servers says nothing of one no two of whose transactions met', () => {
  const skew = ['n1 rxay1', 'n2 ryax2', 'n3 rx2ry1']
  assert.equal(atOnce(...skew).verdict, 'unknown')
  const { verdict, reason, power } = atOnce(...skew, 'n2 az1', 'n2 rz1')
  assert.equal(verdict, 'holds')
  assert.match(
    reason,
    /several servers had no serial order, .*; 1 times two of one server met over a row, at n2\./,
  )
  assert.deepEqual(power, { contendingTransactions: 1 })
})

test('a cycle across servers is what it says', () => {
  const { verdict, reason } = decided([cycle('n1', 'n2')])
  assert.equal(verdict, 'holds')
  assert.match(reason, /several servers/)
  assert.ok(claim.covers('list-append', cycle('n1', 'n2'), {} as never))
})

test('what else is found is none of its business', () => {
  const other = { ...cycle('n1', 'n2'), name: 'G1a' }
  assert.equal(decided([other]).verdict, 'unknown')
  assert.equal(claim.covers('list-append', other, {} as never), false)
})

test('a serial order says something only where two of one server met', () => {
  assert.equal(decided([]).verdict, 'holds')
  assert.equal(decided([], twoAt('n1', 'n2')).verdict, 'unknown')
})
