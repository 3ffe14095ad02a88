import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { withValues } from './availability/testing/interleaved.ts'
import { fault, inOrder } from './availability/testing/simulated.ts'
import { divergence } from './divergence/divergence.ts'
import { durability } from './durability/durability.ts'
import { staleness } from './staleness/staleness.ts'

/**
 * What each defect of a replicated database looks like, planted into a history of one: a process appends 0, 1, 2, …
 * to a list, one every 10 ms, and after each of them another process reads it all on n2. A fault begins half-way.
 */
const WRITES = 20
const KILLED_MS = 105

const op = (process: number, f: string, [fromMs, toMs]: number[], value: unknown, node: string) => [
  { process, type: 'invoke' as const, f, value, timeNs: fromMs * 1e6, node },
  { process, type: 'ok' as const, f, value, timeNs: toMs * 1e6, node },
]

const honest = inOrder([
  ...Array.from({ length: WRITES }, (_, i) => [
    ...op(0, 'txn', [i * 10, i * 10 + 1], [['append', 'x', i]], 'n1'),
    ...op(1, 'txn', [i * 10 + 6, i * 10 + 7], [['r', 'x', upTo(i)]], 'n2'),
  ]).flat(),
  fault('invoke', 'kill', KILLED_MS, { nodes: ['n1'] }),
  fault('ok', 'kill', KILLED_MS, { nodes: ['n1'] }),
])

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, i) => i)
}

/** Lets the reads answer something else: `at` counts them. */
function answering(change: (list: number[], at: number) => number[]): History {
  const changed = withValues(honest, ({ value, process }: Operation) => {
    if (process !== 1) return value
    const list = (value as [string, string, number[]][])[0][2]
    return [['r', 'x', change(list, list.length - 1)]]
  })
  return History.from(changed)
}

const named = ({ anomalies }: { anomalies: { name: string }[] }) =>
  anomalies.map(({ name }) => name)
const place = fc.integer({ min: 1, max: WRITES - 3 })
/** An element, a read after its own, and a later one. */
const span = fc
  .uniqueArray(fc.integer({ min: 1, max: WRITES - 1 }), { minLength: 3, maxLength: 3 })
  .map((some) => some.toSorted((a, b) => a - b) as [number, number, number])

test('honest, it passes', () => {
  const history = answering((list) => list)
  assert.equal(durability().check(history, {}).verdict, 'pass')
  assert.equal(staleness().check(history, {}).verdict, 'pass')
})

test('drop: a lost write, with its story and the RPO', () => {
  fc.assert(
    fc.property(span, ([first, last, gone]) => {
      const isDropped = (element: number, at: number) =>
        at >= gone && (element === first || element === last)
      const history = answering((list, at) => list.filter((each) => !isDropped(each, at)))
      const result = durability().check(history, {})
      assert.equal(named(result)[0], 'lost write')
      assert.deepEqual([result.lost, result.kept], [2, WRITES - 2])
      assert.equal(result.rpo!.writes, 2)
      assert.ok(Math.abs(result.rpo!.seconds - (last - first) / 100) < 1e-9)
      const [{ acknowledged, lastSeen, firstMissing, faults }] = result.lostWrites
      const ms = [acknowledged, lastSeen!, firstMissing].map(({ timeNs }) => timeNs / 1e6)
      assert.deepEqual(ms, [first * 10 + 1, (gone - 1) * 10 + 7, gone * 10 + 7])
      assert.deepEqual([acknowledged.node, lastSeen!.node, firstMissing.node], ['n1', 'n2', 'n2'])
      assert.deepEqual(faults, gone * 10 + 7 >= KILLED_MS ? ['kill'] : [])
    }),
  )
})

test('duplicate: how many elements are there twice', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 3 }), (from, count) => {
      const isLast = (at: number) => at === WRITES - 1
      const history = answering((list, at) =>
        isLast(at) ? [...list, ...list.slice(from - 1, from - 1 + count)] : list,
      )
      const result = durability().check(history, {})
      assert.deepEqual([named(result), result.duplicated], [['duplicate element'], count])
    }),
  )
})

test('ghost row: an element that nobody wrote, from some read on', () => {
  fc.assert(
    fc.property(place, (from) => {
      const history = answering((list, at) => (at >= from ? [...list, 999] : list))
      const result = durability().check(history, {})
      assert.deepEqual([named(result), result.unexpected], [['unexpected element'], 1])
    }),
  )
})

/** The history in which the append of one element ended otherwise than it did. */
function ending(element: number, type: Operation['type'], of: History): History {
  const operations = [...of.operations()].map((operation) => {
    const isEnd = operation.process === 0 && operation.type === 'ok'
    const [[, , value]] = isEnd ? (operation.value as [string, string, number][]) : [[]]
    return isEnd && value === element ? { ...operation, type } : operation
  })
  return History.from(operations)
}

test('cancelled commit: seen, and lost with the node that showed it; unseen, nothing is said', () => {
  fc.assert(
    fc.property(span, ([victim, gone]) => {
      const lost = answering((list, at) =>
        at >= gone ? list.filter((each) => each !== victim) : list,
      )
      const result = durability().check(ending(victim, 'info', lost), {})
      assert.deepEqual([named(result), result.seenThenLost], [['seen then lost'], 1])
      const unseen = answering((list) => list.filter((each) => each !== victim))
      assert.equal(durability().check(ending(victim, 'info', unseen), {}).verdict, 'pass')
    }),
  )
})

test('aborted: an element whose transaction certainly failed is there', () => {
  fc.assert(
    fc.property(place, (victim) => {
      const history = ending(
        victim,
        'fail',
        answering((list) => list),
      )
      const result = durability().check(history, {})
      assert.deepEqual([named(result), result.aborted], [['aborted read'], 1])
    }),
  )
})

test('future: an element is there before its transaction began', () => {
  fc.assert(
    fc.property(span, ([early, late]) => {
      const history = answering((list, at) => (at >= early && at < late ? [...list, late] : list))
      const result = durability().check(history, {})
      assert.deepEqual([named(result), result.future], [['future read'], 1])
    }),
  )
})

test('resurrect: kept, and said to have been missing; whoever saw it before saw time run backwards', () => {
  fc.assert(
    fc.property(span, ([victim, gone, back]) => {
      const history = answering((list, at) =>
        at >= gone && at < back ? list.filter((each) => each !== victim) : list,
      )
      const { verdict, lost, resurrected, reason } = durability().check(history, {})
      assert.deepEqual([verdict, lost, resurrected], ['pass', 0, 1])
      assert.match(reason!, new RegExp(`^1 writes went missing .*: ${victim} of key x was missing`))
      assert.ok(named(staleness().check(history, {})).includes('non-monotonic read'))
    }),
  )
})

test('delay: the age of the read, in seconds and in versions', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 5 }), (at, asked) => {
      const versions = Math.min(asked, at)
      const history = answering((list, read) => (read === at ? list.slice(0, -versions) : list))
      const result = staleness().check(history, {})
      const [{ node, stale, maxVersions, maxSeconds, worst }] = result.nodes
      assert.deepEqual([node, stale, maxVersions], ['n2', 1, versions])
      // What it lacks first was known from its acknowledgement on, 5 ms before the read of its own round.
      assert.ok(Math.abs(maxSeconds - ((versions - 1) * 10 + 5) / 1000) < 1e-9)
      assert.equal(worst!.timeNs, (at * 10 + 7) * 1e6)
      assert.ok(named(result).includes('stale read'))
    }),
  )
})

test('reorder: a list in which a later write of one session comes first', () => {
  fc.assert(
    fc.property(place, (at) => {
      const swapped = (list: number[]) => list.with(at, list[at - 1]).with(at - 1, list[at])
      const history = answering((list, read) => (read === WRITES - 1 ? swapped(list) : list))
      const result = staleness().check(history, {})
      assert.deepEqual(named(result), ['monotonic-writes violation'])
      assert.equal(result.violations['monotonic writes'], 1)
    }),
  )
})

test("swap of two nodes' rows: which, how many, and what each node holds", () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      fc.pre(a !== b)
      const rows = upTo(WRITES - 1).map((id) => [id, `row ${id}`])
      const other = rows.map(([id, value]) => [
        id,
        id === a ? `row ${b}` : id === b ? `row ${a}` : value,
      ])
      const history = History.from(
        inOrder([
          ...op(0, 'rows', [0, 1], rows, 'n1').map((line) => ({ ...line, key: 't' })),
          ...op(1, 'rows', [2, 3], other, 'n2').map((line) => ({ ...line, key: 't' })),
        ]),
      )
      const result = divergence().check(history, {})
      assert.deepEqual([named(result), result.tables[0].differing], [['divergence'], 2])
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      assert.equal(
        result.anomalies[0].summary,
        `2 rows of t differ: ${low} is "row ${low}" on n1, "row ${high}" on n2.`,
      )
    }),
  )
})
