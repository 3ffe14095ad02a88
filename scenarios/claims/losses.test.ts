import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Judged } from '../../runner/claim.ts'
import { said } from './judged.fixture.ts'
import { bank } from '../workloads/bank.ts'
import { listAppend } from '../workloads/list-append.ts'
import { register } from '../workloads/register.ts'
import { set } from '../workloads/set.ts'
import { speaksOfLosses } from './losses.ts'

const isLoss = speaksOfLosses(listAppend('serializable'))

const anomaly = (name: string, value: unknown = null) => {
  const line = { index: 0, process: 0, type: 'ok' as const, f: 'txn', timeNs: 0 }
  return { name, summary: '', witness: [{ ...line, value }] }
}

/** A run in which element 3 of list 7 is lost, of so many. */
const lossy = (lost = 1): Judged => {
  const lostWrites = [{ key: 7, element: 3 }]
  return { acknowledged: 9, lost, checks: { durability: said('fail', { lost, lostWrites }) } }
}

test('an anomaly of lists is a loss where its witness wrote or saw what is lost', () => {
  const value = (key: number, ...elements: number[]) => [['r', key, elements]]
  for (const name of [
    'incompatible-order',
    'G-single-item',
    'G2-item',
    'lost-update',
    'not-snapshot-isolation',
  ]) {
    assert.ok(isLoss('list-append', anomaly(name, value(7, 1, 3)), lossy()), name)
    assert.ok(isLoss('list-append', anomaly(name, [['append', 7, 3]]), lossy()), name)
    assert.ok(!isLoss('list-append', anomaly(name, value(7, 1, 2)), lossy()), name)
    assert.ok(!isLoss('list-append', anomaly(name, value(8, 3)), lossy()), name)
    assert.ok(isLoss('list-append', anomaly(name, value(8, 3)), lossy(2000)), 'not all are told')
  }
})

test('what was read, never acknowledged and lost explains what saw it, too', () => {
  const seenThenLostWrites = [{ key: 7, element: 4 }]
  const durability = said('fail', { lost: 0, seenThenLost: 1, seenThenLostWrites })
  const judged: Judged = { acknowledged: 9, lost: 0, checks: { durability } }
  assert.ok(isLoss('list-append', anomaly('incompatible-order', [['r', 7, [4]]]), judged))
  assert.ok(!isLoss('list-append', anomaly('incompatible-order', [['r', 7, [3]]]), judged))
})

test('what was never written, or not committed, no loss explains', () => {
  for (const name of ['thin-air-read', 'G1a', 'duplicate-elements', 'internal', 'future-read'])
    assert.ok(!isLoss('list-append', anomaly(name, [['r', 7, [3]]]), lossy()), name)
  for (const name of ['unexpected element', 'aborted read', 'future read', 'resurrected element'])
    assert.ok(!isLoss('durability', anomaly(name), lossy()), name)
  for (const name of ['thin-air read', 'aborted read', 'future read'])
    assert.ok(!speaksOfLosses(register)('linearizability', anomaly(name), lossy()), name)
})

test('where losses are counted, what is counted is one, whatever the workload', () => {
  for (const workload of [set, listAppend('serializable'), bank('serializable')])
    for (const name of ['lost write', 'seen then lost', 'hole'])
      assert.ok(speaksOfLosses(workload)('durability', anomaly(name), lossy()), workload.name)
})

test('no transfer that was lost explains a wrong total, an overdrawn account or other copies', () => {
  const speaks = speaksOfLosses(bank('serializable'))
  for (const name of ['wrong total', 'negative balance', 'wrong accounts'])
    assert.ok(!speaks('bank', anomaly(name), lossy()), name)
  assert.ok(!speaks('divergence', anomaly('divergence'), lossy()))
})

test('a checker that a workload says nothing of finds no loss', () => {
  for (const check of ['list-append', 'integrity', 'constructor'])
    assert.ok(!speaksOfLosses(set)(check, anomaly('lost write'), lossy()), check)
})
