import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { play, steps, withValues, type Step } from '../availability/testing/interleaved.ts'
import { inOrder } from '../availability/testing/simulated.ts'
import { asLists, dishonestSetHistories, setHistories } from '../durability/testing/generated.ts'
import { assertLaws } from '../laws.ts'
import type { Guarantee } from './guarantees.ts'
import { staleness } from './staleness.ts'
import { tried } from '../../history/tried.fixture.ts'

const check = (operations: Operation[], promised?: Guarantee[]) =>
  staleness({ promised }).check(History.from(operations), {})

/** A successful operation in two lines, from and to a millisecond. */
const op = (
  process: number,
  f: string,
  [fromMs, toMs]: [number, number],
  value: unknown,
  node = 'n1',
): Omit<Operation, 'index'>[] => [
  { process, type: 'invoke', f, value: f === 'read' ? null : value, timeNs: fromMs * 1e6, node },
  { process, type: 'ok', f, value, timeNs: toMs * 1e6, node },
]
const add = (process: number, times: [number, number], value: unknown) =>
  op(process, 'add', times, value)
const read = (process: number, times: [number, number], value: unknown, node?: string) =>
  op(process, 'read', times, value, node)
const violated = (...lines: Omit<Operation, 'index'>[][]) => {
  const operations = inOrder(lines.flat())
  const { violations, anomalies } = check(operations)
  assertLaws(staleness(), operations)
  assert.equal(anomalies.length, Object.values(violations).filter(Boolean).length)
  return Object.keys(violations).filter((guarantee) => violations[guarantee as Guarantee] > 0)
}

test('a read of a lagging node is told with its age in seconds and versions', () => {
  const lines = [
    ...add(0, [0, 100], 1),
    ...add(0, [200, 300], 2),
    ...add(0, [400, 500], 3),
    ...read(1, [1500, 1510], [1], 'n2'),
    ...read(2, [1600, 1610], [1, 2, 3], 'n1'),
    ...read(2, [1700, 1710], [1, 2, 3], 'n2'),
  ]
  const { nodes, reads, stale } = check(inOrder(lines))
  assert.deepEqual([reads, stale], [3, 1])
  const [n2, n1] = nodes
  assert.deepEqual(
    [n2.node, n2.reads, n2.stale, n2.maxSeconds, n2.maxVersions, n2.worst?.value],
    ['n2', 2, 1, 1.2, 2, [1]],
  )
  assert.deepEqual([n1.node, n1.stale, n1.maxSeconds, n1.worst], ['n1', 0, 0, null])
})

test('the same for a register', () => {
  const lines = [
    ...op(0, 'write', [0, 100], 'a'),
    ...op(0, 'write', [200, 300], 'b'),
    ...op(0, 'write', [400, 500], 'c'),
    ...read(1, [1500, 1510], 'a', 'n2'),
    ...read(2, [1600, 1610], 'c', 'n1'),
  ]
  const { nodes, violations } = check(inOrder(lines))
  assert.deepEqual([nodes[0].maxSeconds, nodes[0].maxVersions, nodes[1].stale], [1.2, 2, 0])
  assert.equal(violations.recency, 1)
})

test('what is never seen again is lost rather than late', () => {
  const lines = [...add(0, [0, 1], 1), ...read(1, [2, 3], []), ...read(1, [4, 5], [])]
  assert.equal(check(inOrder(lines)).stale, 0)
})

test('each session guarantee of sets', () => {
  assert.deepEqual(violated(add(0, [0, 1], 1), read(0, [2, 3], [])), ['read your writes'])
  assert.deepEqual(violated(add(0, [0, 9], 1), read(1, [1, 2], [1]), read(1, [3, 4], [])), [
    'monotonic reads',
  ])
  assert.deepEqual(violated(add(0, [0, 1], 1), add(0, [2, 3], 2), read(1, [4, 5], [2])), [
    'monotonic writes',
  ])
  assert.deepEqual(
    violated(add(0, [0, 1], 1), read(1, [2, 3], [1]), add(1, [4, 9], 2), read(2, [5, 6], [2])),
    ['writes follow reads'],
  )
  assert.deepEqual(
    violated(add(0, [0, 1], 1), add(1, [2, 3], 2), read(2, [4, 5], [2]), read(3, [6, 7], [1, 2])),
    ['recency', 'consistent prefix'],
  )
})

test('each session guarantee that a register can break', () => {
  const writes = [op(0, 'write', [0, 1], 'a'), op(0, 'write', [2, 3], 'b')]
  assert.deepEqual(violated(...writes, read(0, [4, 5], 'a')), ['recency', 'read your writes'])
  assert.deepEqual(violated(...writes, read(0, [4, 5], null)), ['recency', 'read your writes'])
  assert.deepEqual(violated(...writes, read(1, [4, 5], 'b'), read(1, [6, 7], 'a')), [
    'recency',
    'monotonic reads',
  ])
  assert.deepEqual(violated(...writes, read(1, [4, 5], 'b'), read(2, [5, 7], 'b')), [])
})

test('a list out of order', () => {
  const txn = (process: number, times: [number, number], micro: unknown) =>
    op(process, 'txn', times, [micro])
  const list = (second: number) =>
    violated(
      txn(0, [0, 1], ['append', 'x', 1]),
      txn(second, [2, 3], ['append', 'x', 2]),
      txn(9, [4, 5], ['r', 'x', [2, 1]]),
    )
  const apart = violated(
    txn(0, [0, 1], ['append', 'x', 1]),
    txn(1, [0, 9], ['append', 'x', 3]),
    txn(0, [2, 3], ['append', 'x', 2]),
    txn(9, [4, 5], ['r', 'x', [2, 3, 1]]),
  )
  assert.deepEqual(apart, ['monotonic writes'])
  assert.deepEqual(list(0), ['monotonic writes'])
  assert.deepEqual(list(1), ['consistent prefix'])
})

test('a register value that was written twice does not say which write was seen', () => {
  const writes = ['a', 'b', 'a'].map((value, i) => op(0, 'write', [2 * i, 2 * i + 1], value))
  assert.deepEqual(violated(...writes, read(1, [6, 7], 'a'), read(1, [8, 9], 'b')), ['recency'])
  assert.equal(check(inOrder([...writes.flat(), ...read(1, [6, 7], 'a')])).verdict, 'unknown')
})

test('only what was promised is an anomaly', () => {
  const operations = inOrder([
    ...add(0, [0, 1], 1),
    ...read(0, [2, 3], []),
    ...read(1, [4, 5], [1]),
  ])
  assert.deepEqual(
    check(operations).anomalies.map(({ name }) => name),
    ['stale read', 'read-your-writes violation'],
  )
  const { verdict, violations } = check(operations, ['monotonic reads'])
  assert.deepEqual([verdict, violations['read your writes']], ['pass', 1])
})

test('honest sets, lists and registers break nothing', () => {
  fc.assert(
    fc.property(setHistories(), steps(), (operations, walk) => {
      for (const honest of [operations, asLists(operations), registers(walk)]) {
        const { verdict, stale } = check(honest)
        assert.notEqual(verdict, 'fail')
        assert.equal(stale, 0)
        assertLaws(staleness(), honest)
      }
    }),
    { numRuns: tried(30) },
  )
})

test('violations by sets are those that the definitions name', () => {
  fc.assert(
    fc.property(dishonestSetHistories(), (operations) => {
      const { violations, stale, nodes } = check(operations)
      const expected = byDefinition(operations)
      assert.deepEqual(violations, expected.violations)
      assert.equal(stale, expected.violations.recency)
      assert.equal(Math.max(0, ...nodes.map(({ maxVersions }) => maxVersions)), expected.versions)
      assertLaws(staleness(), operations, { needsFinalRead: true })
    }),
    { numRuns: tried(60) },
  )
})

test('violations by registers are those that the definitions name', () => {
  const delayed = fc.tuple(steps(), fc.infiniteStream(fc.nat(12)))
  fc.assert(
    fc.property(delayed, ([walk, delays]) => {
      // Each read answers what some earlier state was, or may have been: pending writes count.
      const honest = registers(walk)
      const { pair } = History.from(honest)
      const operations = withValues(honest, ({ f, index, key, value }) => {
        const past = writesBefore(honest, key, pair[index])
        return f === 'write' ? value : past[Math.max(0, past.length - 1 - delays.next().value)]
      })
      const { violations } = check(operations)
      assert.deepEqual(violations, registersByDefinition(operations))
      // What was read and then failed is another fault than age, which a prefix that lacks the failure can't tell.
      if (!readsWhatFails(operations)) assertLaws(staleness(), operations, { needsFinalRead: true })
    }),
    { numRuns: tried(60) },
  )
})

function readsWhatFails(operations: Operation[]): boolean {
  const failed = operations.filter(({ type, f }) => type === 'fail' && f === 'write')
  return operations.some(
    ({ type, f, value }) => type === 'ok' && f === 'read' && failed.some((w) => w.value === value),
  )
}

function writesBefore(operations: Operation[], key: Operation['key'], row: number): unknown[] {
  const writes = operations.slice(0, row).filter((o) => o.type === 'invoke' && o.f === 'write')
  return [null, ...writes.filter((o) => o.key === key).map(({ value }) => value)]
}

/** Two linearizable registers, each value written once. */
function registers(walk: Step[]): Operation[] {
  const values: Record<string, unknown> = {}
  let next = 0
  return play(
    walk,
    ({ dice }) => ({
      key: `k${dice % 2}`,
      ...(dice % 3 === 0 ? { f: 'write', value: next++ } : { f: 'read', value: null }),
    }),
    ({ f, key, value }) => (f === 'write' ? (values[key!] = value) : (values[key!] ?? null)),
  )
}

interface Call extends Pick<Operation, 'process' | 'f' | 'key' | 'value'> {
  start: number
  /** Infinity where it was never acknowledged. */
  end: number
}

/** All operations but those that failed. */
function callsOf(operations: Operation[]): Call[] {
  const { pair } = History.from(operations)
  return operations
    .filter(({ type, index }) => type === 'invoke' && operations[pair[index]]?.type !== 'fail')
    .map(({ index, process, f, key, value }) => {
      const end = operations[pair[index]]
      const ok = end?.type === 'ok'
      return {
        process,
        f,
        key,
        start: index,
        end: ok ? end.index : Infinity,
        value: ok ? end.value : value,
      }
    })
}

const none: Record<Guarantee, number> = {
  recency: 0,
  'read your writes': 0,
  'monotonic reads': 0,
  'monotonic writes': 0,
  'writes follow reads': 0,
  'consistent prefix': 0,
}

/** Compares everything with everything, as the definitions say it. */
function byDefinition(operations: Operation[]) {
  const calls = callsOf(operations)
  const adds = calls.filter(({ f }) => f === 'add')
  const reads = calls.filter(({ f, end }) => f === 'read' && end < Infinity)
  const violations = { ...none }
  let versions = 0
  const shows = (read: Call, element: Call) => (read.value as unknown[]).includes(element.value)
  const known = (a: Call) => Math.min(a.end, ...reads.filter((r) => shows(r, a)).map((r) => r.end))
  for (const read of reads) {
    const lacks = adds.filter((a) => !shows(read, a))
    const shown = adds.filter((a) => shows(read, a))
    const isSeenLater = (a: Call) => (reads.findLast((r) => shows(r, a))?.end ?? -1) > read.start
    const isPassed = (a: Call, by: (b: Call) => boolean) =>
      shown.some((b) => b.start > known(a) && by(b))
    const gone = (r: Call | undefined) => r !== undefined && lacks.some((a) => shows(r, a))
    const late = lacks.filter((a) => known(a) < read.start && isSeenLater(a))
    const sameProcess = reads.filter(({ process }) => process === read.process)
    versions = Math.max(versions, late.length)
    if (late.length > 0) violations.recency++
    if (lacks.some((a) => a.process === read.process && a.end < read.start))
      violations['read your writes']++
    if (gone(sameProcess.findLast((r) => r.start < read.start))) violations['monotonic reads']++
    if (lacks.some((a) => isPassed(a, (b) => b.process === a.process)))
      violations['monotonic writes']++
    if (lacks.some((a) => isSeenLater(a) && isPassed(a, () => true)))
      violations['consistent prefix']++
    // Told for the last write of each writer that is shown.
    const lastWrites = [...new Map(shown.map((b) => [b.process, b])).values()]
    const readBefore = (b: Call) =>
      reads.findLast((r) => r.process === b.process && r.end < b.start)
    if (lastWrites.some((b) => gone(readBefore(b)))) violations['writes follow reads']++
  }
  return { violations, versions }
}

function registersByDefinition(operations: Operation[]): Record<Guarantee, number> {
  const violations = { ...none }
  for (const calls of Map.groupBy(callsOf(operations), ({ key }) => key).values()) {
    const writes = calls.filter(({ f }) => f === 'write')
    // A read of a write that failed saw something, but nobody can say how old that is.
    const isWritten = ({ value }: Call) => value === null || writes.some((w) => w.value === value)
    const reads = calls.filter((c) => c.f === 'read' && c.end < Infinity && isWritten(c))
    const before: Call = { process: -1, f: 'write', value: null, start: -1, end: -1 }
    const saw = (read: Call) => writes.find(({ value }) => value === read.value) ?? before
    const placed = (write: Call) =>
      Math.min(write.end, ...reads.filter((r) => saw(r) === write).map(({ end }) => end))
    for (const read of reads) {
      const isOlder = (than: Call) => placed(saw(read)) < than.start
      const mine = writes.findLast((w) => w.process === read.process && w.end < read.start)
      const earlier = reads.findLast((r) => r.process === read.process && r.start < read.start)
      if (writes.some((w) => w.end < read.start && isOlder(w))) violations.recency++
      if (mine && isOlder(mine)) violations['read your writes']++
      if (earlier && isOlder(saw(earlier))) violations['monotonic reads']++
    }
  }
  return violations
}
