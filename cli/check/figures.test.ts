import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figures } from './figures.ts'

const told = (own: object) => {
  const { paragraphs, tables } = figures({ verdict: 'pass', anomalies: [], ...own }, [])
  return [...paragraphs, ...tables].filter((text) => text !== '')
}

test("a name's ending is its unit, and says so no longer", () => {
  assert.deepEqual(
    told({ lost: 1200, lagBytes: 2048, worstMs: null, total: 9.5, stale: 0, calls: 1, holes: 0 }),
    ['Counted: 1,200 lost, lag 2.0 KiB, 9.5 total, 1 call. None: stale, holes. Not known: worst.'],
  )
})

test('figures that belong together are a paragraph, in a unit of their own or of them all', () => {
  assert.deepEqual(told({ rpo: { versions: 30, seconds: 0.29, walBytes: null } }), [
    'Recovery point (RPO): 30 versions, 290 ms, WAL not known.',
  ])
  assert.deepEqual(told({ rpo: { writes: 0, seconds: 0, walBytes: 0 } }), [
    'Recovery point (RPO): 0 writes, 0 s, WAL 0 B.',
  ])
  assert.deepEqual(told({ latenciesMs: { '0.5': 2, '0.999': 3, '1': 1500 } }), [
    'Latencies: p50 2.00 ms, p99.9 3.00 ms, most 1.50 s.',
  ])
})

test('a list of names or values is cut where it gets long', () => {
  assert.deepEqual(told({ lost: [1, '1', null, [0, 1]], seen: [] }), ['Lost: 1, "1", null, [0,1].'])
  const many = Array.from({ length: 1_000_000 }, (_, i) => `e${i}`)
  assert.match(told({ lost: many })[0], /^Lost: e0, e1, .*, e19 and 999,980 more\.$/)
})

test('a table shows moments with their place, and leaves out what is no figure', () => {
  const record = {
    element: 7,
    lastSeen: { timeNs: 1.5e9, node: 'n2' },
    firstMissing: { timeNs: 2e9, node: null },
    rows: [3, 9],
  }
  const [table] = told({ lostWrites: [record, { ...record, lastSeen: null }] })
  assert.deepEqual(
    table.split('\n').map((line) => line.trim().split(/ {2,}/)),
    [
      ['Lost writes:'],
      ['element', 'last seen', 'first missing'],
      ['7', '1.500 s n2', '2.000 s'],
      ['7', '–', '2.000 s'],
    ],
  )
})

test('a table of which nothing can be shown is left out', () => {
  assert.deepEqual(told({ undecided: [{ picture: { calls: [{}] } }] }), [])
})
