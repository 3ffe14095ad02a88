import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { assertLaws } from '../laws.ts'
import { digestOf, type Row } from './digest.ts'
import { divergence } from './divergence.ts'
import { tried } from '../../history/tried.fixture.ts'

interface Line {
  f?: string
  key?: string
  node?: string
  type?: 'ok' | 'fail' | 'info'
  value: unknown
}

/** One operation after the other, each by a process of its own; `rows` unless it says otherwise. */
const inTurn = (...lines: Line[]): Operation[] =>
  lines.flatMap(({ f = 'rows', type = 'ok', value, ...where }, i): Operation[] => [
    { index: 2 * i, process: i, type: 'invoke', f, value: null, timeNs: i, ...where },
    { index: 2 * i + 1, process: i, type, f, value, timeNs: i, ...where },
  ])
const check = (...lines: Line[]) => divergence().check(History.from(inTurn(...lines)), {})

const tables = fc.uniqueArray(fc.tuple(fc.nat(50), fc.string()), {
  minLength: 2,
  maxLength: 20,
  selector: ([key]) => key,
})

test('the same rows in any order are equal', () => {
  fc.assert(
    fc.property(tables, fc.nat(), (rows, by) => {
      const shuffled = rows.toSorted((a, b) => ((a[0] * 31 + by) % 17) - ((b[0] * 31 + by) % 17))
      const lines = [
        { node: 'n1', key: 't', value: rows },
        { node: 'n2', key: 't', value: shuffled },
      ]
      assert.equal(check(...lines).verdict, 'pass')
      assert.equal(digestOf(rows), digestOf(shuffled))
      assertLaws(divergence(), inTurn(...lines))
    }),
    { numRuns: tried(50) },
  )
})

test('a changed, a missing and a doubled row, and two rows that swapped values, are each found and named', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const [[firstKey, first], [secondKey, second], ...others] = rows
      const copies: [defect: Row[], differing: Row[]][] = [
        [[[firstKey, `${first}!`], ...rows.slice(1)], [[firstKey, [`${first}!`]]]],
        [rows.slice(1), [[firstKey, []]]],
        [[rows[0], ...rows], [[firstKey, [first, first]]]],
      ]
      if (first !== second)
        copies.push([
          [[firstKey, second], [secondKey, first], ...others],
          [
            [firstKey, [second]],
            [secondKey, [first]],
          ],
        ])
      for (const [defect, differing] of copies) {
        const lines = [
          { node: 'n1', key: 't', value: rows },
          { node: 'n2', key: 't', value: defect },
        ]
        const { verdict, tables: compared, anomalies } = check(...lines)
        assert.equal(verdict, 'fail')
        assert.equal(anomalies[0].name, 'divergence')
        assert.equal(compared[0].differing, differing.length)
        assert.deepEqual(
          compared[0].differences.map(({ primaryKey, values }) => [primaryKey, values[1].values]),
          differing,
        )
        assertLaws(divergence(), inTurn(...lines))
      }
    }),
    { numRuns: tried(50) },
  )
})

test('what a key holds more than once may come in any order', () => {
  const { tables: compared } = check(
    {
      node: 'n1',
      value: [
        [1, 'a'],
        [1, 'b'],
        [2, 'x'],
      ],
    },
    {
      node: 'n2',
      value: [
        [1, 'b'],
        [1, 'a'],
        [2, 'y'],
      ],
    },
  )
  assert.equal(compared[0].differing, 1)
})

test('a document is the same in any order of its keys', () => {
  const { verdict } = check(
    {
      node: 'n1',
      value: [
        [
          { id: 1, at: 2 },
          { a: 1, b: [{ c: 1, d: 2 }] },
        ],
      ],
    },
    {
      node: 'n2',
      value: [
        [
          { at: 2, id: 1 },
          { b: [{ d: 2, c: 1 }], a: 1 },
        ],
      ],
    },
  )
  assert.equal(verdict, 'pass')
  const { tables: compared } = check(
    {
      node: 'n1',
      value: [
        [1, { a: 1, b: 2 }],
        [2, 'x'],
      ],
    },
    {
      node: 'n2',
      value: [
        [1, { b: 2, a: 1 }],
        [2, 'y'],
      ],
    },
  )
  assert.equal(compared[0].differing, 1)
})

test('nothing was compared where only one node was read', () => {
  const { tables: compared } = check({ node: 'n1', value: [[1, 1]] })
  assert.deepEqual([compared[0].equal, compared[0].differing], [null, null])
})

test('the sentence names the row and what each node holds', () => {
  const [{ summary }] = check(
    { node: 'n1', key: 'accounts', value: [[1, 100]] },
    { node: 'n2', key: 'accounts', value: [[1, 90]] },
    { node: 'n3', key: 'accounts', value: [] },
  ).anomalies
  assert.equal(summary, '1 rows of accounts differ: 1 is 100 on n1, 90 on n2, missing on n3.')
})

test('rows that are no pairs are rows all the same', () => {
  const { verdict, tables: compared } = check(
    { node: 'n1', value: [1, 'two', null] },
    { node: 'n2', value: [null, 'two', 3] },
  )
  assert.deepEqual([verdict, compared[0].differing], ['fail', 2])
})

test('a count and a digest are enough to tell a difference', () => {
  const rows: Row[] = [
    [1, 'a'],
    [2, 'b'],
  ]
  const summary = { count: 2, digest: digestOf(rows) }
  const other = { count: 2, digest: digestOf(rows.toSpliced(0, 1, [1, 'c'])) }
  assert.equal(check({ node: 'n1', value: rows }, { node: 'n2', value: summary }).verdict, 'pass')
  const { verdict, tables: compared } = check(
    { node: 'n1', value: summary },
    { node: 'n2', value: other },
  )
  assert.deepEqual([verdict, compared[0].differing], ['fail', null])
})

test('the closing reads of sets are compared as well', () => {
  const add: Line = { f: 'add', value: 1, node: 'n1' }
  const read = (node: string, value: unknown): Line => ({ f: 'read', node, value })
  assert.equal(check(add, read('n1', [1, 2]), read('n2', [2, 1])).verdict, 'pass')
  assert.equal(check(add, read('n1', [1, 2]), read('n2', [2])).verdict, 'fail')
})

test('what could not be read at rest is not equal', () => {
  const good = { node: 'n1', key: 't', value: [[1, 1]] }
  const cases = [
    check(good, { ...good, node: 'n2', type: 'fail' }),
    check(good, { ...good, node: 'n2' }, { f: 'add', value: 1 }, good),
    check(good, { ...good, node: 'n2' }, { ...good, key: 'u' }),
    check(good),
    check({ f: 'add', value: 1 }),
    check({ ...good, type: 'fail' }, { ...good, node: 'n2', value: 7 }),
  ]
  assert.deepEqual(
    cases.map(({ verdict, reason }) => [verdict, reason]),
    [
      ['unknown', 'Not read after the last write: t on n2.'],
      ['unknown', 'Not read after the last write: t on n2.'],
      ['unknown', 'Not read after the last write: u on n2.'],
      ['unknown', 'There are no two copies to compare.'],
      ['unknown', 'There are no two copies to compare.'],
      ['unknown', 'No list of rows was read after the last write.'],
    ],
  )
})

test('a node that took writes or was hit by a fault, and was never read, is not equal', () => {
  const reads = [
    { node: 'n1', key: 't', value: [[1, 1]] },
    { node: 'n2', key: 't', value: [[1, 1]] },
  ]
  const written = check({ f: 'add', value: 1, node: 'n3' }, ...reads)
  const hit = divergence().check(
    History.from([
      {
        index: 0,
        process: 'fault',
        type: 'invoke',
        f: 'kill',
        value: { nodes: ['n3'] },
        timeNs: 0,
      },
      ...inTurn(...reads),
    ]),
    {},
  )
  for (const { verdict, reason } of [written, hit])
    assert.deepEqual([verdict, reason], ['unknown', 'Not read after the last write: t on n3.'])
})

test('a difference that is known counts although another node was not read', () => {
  const { verdict } = check(
    { node: 'n1', value: [[1, 1]] },
    { node: 'n2', value: [[1, 2]] },
    { node: 'n3', value: null, type: 'info' },
  )
  assert.equal(verdict, 'fail')
})
