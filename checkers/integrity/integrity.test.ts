import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { fault, inOrder } from '../availability/testing/simulated.ts'
import type { CheckResult } from '../checker.ts'
import { assertLaws } from '../laws.ts'
import { integrity } from './integrity.ts'

type Line = Omit<Operation, 'index'>

const op = (f: string, atMs: number, value: unknown, end: Partial<Operation> = {}): Line[] => [
  { process: atMs, type: 'invoke', f, value: f === 'add' ? value : null, timeNs: atMs * 1e6 },
  { process: atMs, type: 'ok', f, value, timeNs: atMs * 1e6, ...end },
]
const inspect = (findings: string[], tool = 'pg_amcheck') =>
  op('inspect', 90, { tool, findings }, { node: 'n1' })
const kept = [...op('add', 1, 7), ...op('read', 50, [7])]
const check = (...lines: Line[][]) => {
  const operations = inOrder(lines.flat())
  assertLaws(integrity(), operations, { needsFinalRead: true })
  const result = integrity().check(History.from(operations), {})
  return { ...result, names: result.anomalies.map(({ name }) => name) }
}

test('clean tools and a clean history', () => {
  const { verdict, silent, inspections } = check(kept, inspect([]))
  assert.deepEqual([verdict, silent], ['pass', false])
  assert.deepEqual(inspections, [{ tool: 'pg_amcheck', node: 'n1', findings: [] }])
})

test('what a tool finds is a corruption, in its words', () => {
  const { names, anomalies } = check(
    kept,
    inspect(['heap table "t", block 3: xmin is in the future']),
  )
  assert.deepEqual(names, ['corruption'])
  assert.match(anomalies[0].summary, /pg_amcheck on n1 says: heap table "t", block 3/)
})

test('so is an error by which the server tells a client', () => {
  const error = 'XX001 invalid page in block 3 of relation base/5/16384'
  const told = op('read', 60, null, { type: 'fail', error })
  assert.deepEqual(check(kept, told, inspect([])).names, ['corruption'])
})

test('what Pgpool-II calls so is none', () => {
  const error =
    'XX001 pgpool detected difference of the number of inserted, updated or deleted tuples'
  const told = op('add', 60, 7, { type: 'info', error })
  assert.equal(check(kept, told, inspect([])).verdict, 'pass')
})

test('a corruption that only the history shows is silent', () => {
  const garbled = op('read', 80, [7, 'garbage'])
  const { names, silent, seen } = check(kept, garbled, inspect([]))
  assert.deepEqual([names, silent, seen], [['silent corruption'], true, ['unexpected element']])
  const noticed = check(kept, garbled, inspect(['checksum mismatch']))
  assert.deepEqual([noticed.names, noticed.silent], [['corruption'], false])
})

test('a lost write is a corruption only where there was no failover and no mistake to lose it in', () => {
  const gone = op('read', 80, [])
  const event = (f: string) => [fault('invoke', f, 20, null), fault('ok', f, 21, null)]
  assert.deepEqual(check(kept, gone, inspect([])).names, ['silent corruption'])
  assert.deepEqual(check(kept, event('kill-primary'), gone, inspect([])).names, [
    'silent corruption',
  ])
  for (const f of ['failover', 'mistake'])
    assert.deepEqual(check(kept, event(f), gone, inspect([])).verdict, 'pass', f)
})

test('and no crash of a server that answers commits before they are on its disk', () => {
  const gone = op('read', 80, [])
  const ended = (f: string) => [fault('invoke', f, 20, null), fault('ok', f, 21, null)]
  const mode = (synchronous_commit: string) => {
    const value = { node: 'n1', settings: { synchronous_commit } }
    return [fault('invoke', 'mode', 10, value), fault('ok', 'mode', 11, value)]
  }
  const lost = (...lines: Line[][]) => check(kept, ...lines, gone, inspect([])).verdict
  for (const f of ['crash-n1', 'kill-n1', 'blackout', 'tear-page-n1:restart=crash:age=900']) {
    assert.equal(lost(mode('off'), ended(f)), 'pass')
    assert.equal(lost(mode('on'), ended(f)), 'fail')
  }
  assert.equal(lost(mode('off')), 'fail')
  assert.equal(lost(mode('off'), ended('tear-page-n1:restart=clean')), 'fail')
})

test('what was judged already is taken as it was judged', () => {
  const history = History.from(
    inOrder([...kept, ...op('read', 80, [7, 'garbage']), ...inspect([])]),
  )
  const clean: CheckResult = { verdict: 'pass', anomalies: [] }
  assert.equal(integrity().check(history, { judged: { divergence: clean } }).silent, true)
  assert.equal(integrity().check(history, { judged: { durability: clean } }).silent, false)
})

test('a tool that looks for something else than damage says nothing of it', () => {
  const value = { tool: 'row writers', of: 'writers', findings: ['row 4 was written here'] }
  const looked = op('inspect', 96, value)
  assert.equal(check(kept, inspect([]), looked).verdict, 'pass')
  assert.equal(check(kept, inspect(['broken']), looked).verdict, 'fail')
})

test('what was not inspected is not sound', () => {
  assert.equal(check(kept).reason, 'No tool inspected any node.')
  const undone = check(kept, inspect([]), op('inspect', 95, null, { type: 'fail' }))
  assert.deepEqual(
    [undone.verdict, undone.reason],
    ['unknown', '1 inspections could not be done: a tool on a node: no answer'],
  )
})
