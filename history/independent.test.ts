import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Tuple } from './formats/tuple.ts'
import { History } from './history.ts'
import { independentHistory, partsByKey } from './independent.ts'
import type { Operation } from './operation.ts'

type Line = [process: number | 'fault', type: Operation['type'], f: string, value: unknown]

function historyOf(...lines: Line[]): History {
  return History.from(
    lines.map(([process, type, f, value], index) => ({
      index,
      process,
      type,
      f,
      value,
      timeNs: index,
    })),
  )
}

const tagged = (...pair: [unknown, unknown]): unknown => Tuple.from(pair)

const registers: Line[] = [
  [0, 'invoke', 'write', [5, 3]],
  ['fault', 'invoke', 'kill', ['n1', 'n2']],
  [1, 'invoke', 'read', ['5', null]],
  [0, 'info', 'write', null],
  [1, 'ok', 'read', ['5', null]],
]

test('the keys of tuples become keys, and a part has one of them and all faults', () => {
  const history = independentHistory(historyOf(...registers), undefined)!
  const keyed = [...history.operations()].map(({ key, value }) => [key, value])
  assert.deepEqual(keyed, [
    [5, 3],
    [undefined, ['n1', 'n2']],
    ['5', null],
    [undefined, null],
    ['5', null],
  ])
  const parts = [...partsByKey(history)]
  assert.deepEqual(
    parts.map(({ key, rows, history: { pair } }) => [key, rows, [...pair]]),
    [
      [5, [0, 1, 3], [2, -1, 0]],
      ['5', [1, 2, 4], [-1, 2, 1]],
    ],
  )
})

test('pairs that a plain history may have are left alone, unless they are asked for', () => {
  const plain: Line[][] = [
    [[0, 'invoke', 'cas', [1, 2]]],
    [[0, 'invoke', 'write', [5, 3]]],
    [
      [0, 'invoke', 'add', ['x', 3]],
      [1, 'invoke', 'read', null],
    ],
    [
      [
        0,
        'invoke',
        'txn',
        [
          ['r', 5, null],
          ['r', 6, null],
        ],
      ],
    ],
    [
      [0, 'invoke', 'write', [5, null]],
      [1, 'invoke', 'read', null],
    ],
    [[0, 'ok', 'read', [5, 3]]],
  ]
  for (const lines of plain.slice(0, -1)) {
    const history = historyOf(...lines)
    assert.equal(independentHistory(history, undefined), undefined, JSON.stringify(lines))
    const isAllPairs = lines.every(
      ([, , , value]) => Array.isArray(value) && !Array.isArray(value[0]),
    )
    if (isAllPairs) assert.ok(independentHistory(history, true))
    else assert.throws(() => independentHistory(history, true), { code: 'history' })
  }
  const ends = History.from(
    [{ index: 0, process: 0, type: 'ok', f: 'read', value: [5, 3], timeNs: 0 }],
    { completionOnly: true },
  )
  assert.equal(independentHistory(ends, undefined), undefined)
  assert.equal(independentHistory(historyOf(...registers), false), undefined)
})

test('one that is certain is certain, and what does not fit into it is refused', () => {
  for (const start of [
    [0, 'invoke', 'write', tagged(5, [1, 2])],
    [0, 'invoke', 'cas', [5, [3, 4]]],
    [0, 'invoke', 'txn', [5, [['append', 'x', 1]]]],
    [0, 'invoke', 'read', ['x', null]],
  ] as Line[]) {
    assert.equal(independentHistory(historyOf(start), undefined)?.keys.length, 1)
    const mixed = historyOf(start, [0, 'ok', start[2], [1, 2, 3]])
    assert.throws(() => independentHistory(mixed, undefined), /operation 1: .*--no-independent/)
  }
  const mixed = historyOf([0, 'invoke', 'write', tagged(5, 1)], [1, 'invoke', 'write', 7])
  assert.throws(() => independentHistory(mixed, undefined), /operation 1: the value is not \[key/)
  const other = historyOf([0, 'invoke', 'write', [5, 1]], [0, 'ok', 'write', [6, 1]])
  assert.throws(
    () => independentHistory(other, true),
    /ends write of key 6 but started that of key 5/,
  )
})
