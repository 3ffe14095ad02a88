import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Anomaly } from '../../../checkers/checker.ts'
import { History } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import { evidenceOf } from '../../../runner/evidence.ts'
import { listAppend } from '../../workloads/list-append.ts'
import { serialOnOneServer } from './serial-on-one-server.ts'

const { isolation, losses } = listAppend('serializable')
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
