import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '../history/operation.ts'
import { describeOperation, witnessRows } from './witness.ts'

const operation = (part: Partial<Operation>): Operation => ({
  index: 0,
  process: 1,
  type: 'ok',
  f: 'write',
  value: null,
  timeNs: 0,
  ...part,
})

test('operations read as a person would say them', () => {
  const said = [
    operation({ f: 'write', key: 'x', value: 3 }),
    operation({ f: 'read', key: 'x', value: null }),
    operation({ f: 'read', key: 'x', type: 'invoke' }),
    operation({ f: 'cas', key: 'x', value: [1, 2] }),
    operation({
      f: 'txn',
      value: [
        ['r', 'x', [1, 2]],
        ['append', 'y', 3],
        ['r', 'z', null],
      ],
    }),
    operation({ f: 'read', value: Array.from({ length: 40 }, (_, i) => i) }),
    operation({ f: 'failover', process: 'fault', value: { from: 'n1', to: 'n2' } }),
  ].map((one) => describeOperation(one))
  assert.deepEqual(said, [
    'write x 3',
    'read x nil',
    'read x',
    'cas x 1 → 2',
    'read x [1 2] · append y 3 · read z nil',
    'read [40 elements]',
    'failover from n1, to n2',
  ])
})

test('a key or value that would look like another stands in quotes', () => {
  const said = (part: Partial<Operation>) => describeOperation(operation(part))
  assert.deepEqual(
    [1, '1', 'nil', '', 'x', '01', '9007199254740993'].map((key) => said({ key, value: key })),
    [
      'write 1 1',
      'write "1" "1"',
      'write "nil" "nil"',
      'write "" ""',
      'write x x',
      'write 01 01',
      'write 9007199254740993 9007199254740993',
    ],
  )
  assert.equal(said({ f: 'txn', value: [['r', '1', [1, '1']]] }), 'read "1" [1 "1"]')
})

test('rows are in the order of time, each completion beside its invocation', () => {
  const rows = witnessRows([
    operation({ index: 8, process: 2, timeNs: 8e9, value: 2 }),
    operation({ index: 7, process: 1, timeNs: 7e9, value: 1, node: 'n2' }),
    operation({ index: 2, process: 1, timeNs: 2e9, value: 1, type: 'invoke', node: 'n1' }),
    operation({ index: 3, process: 3, timeNs: 3e9, value: 5, type: 'invoke' }),
  ])
  assert.deepEqual(
    rows.map(({ from, to, process, outcome, node }) => [from, to, process, outcome, node]),
    [
      ['2.000 s', '7.000 s', '1', 'ok', 'n2'],
      ['3.000 s', '–', '3', '–', ''],
      ['–', '8.000 s', '2', 'ok', ''],
    ],
  )
})

test('times have as many decimals as tell the operations apart', () => {
  const times = (...moments: number[]) =>
    witnessRows(moments.map((timeNs, index) => operation({ index, timeNs }))).map(({ to }) => to)
  assert.deepEqual(times(1_000_400, 2e6), ['0.001 s', '0.002 s'])
  assert.deepEqual(times(1_000_400, 1_002_400), ['0.001000 s', '0.001002 s'])
  assert.deepEqual(times(1_000_400, 1_000_401), ['0.001000400 s', '0.001000401 s'])
  assert.deepEqual(times(5e6, 5e6), ['0.005 s', '0.005 s'])
})

test('a row has the name that its anomaly calls it by, and where it stands in the history', () => {
  const [first, second] = witnessRows([
    { ...operation({ index: 6, type: 'invoke' }), label: 'T1' },
    operation({ index: 9 }),
    operation({ index: 11, process: 2 }),
  ])
  assert.deepEqual([first.label, first.index], ['T1', 9])
  assert.deepEqual([second.label, second.index], ['', 11])
})
