import { OK, type History } from '../../runner/history/history.ts'
import type { Key } from '../../runner/history/operation.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { identityOf } from '../durability/value-index.ts'
import { judged } from './judged.ts'

export interface LongForkResult extends CheckResult {
  /** Transactions that only read, two keys or more. */
  reads: number
  /** Reads of nothing but unwritten keys, and of nothing but written ones: they can prove no fork. */
  early: number
  late: number
  /** Pairs of reads of which each saw a write that the other one missed. */
  forks: number
}

/**
 * Each key is written once; two reads of the same keys that each saw a write which the other missed cannot both
 * be snapshots of one order of commits. After Jepsen's `long-fork`: `read` or `txn` with `["r", key, value]`.
 */
export function longFork(): Checker<LongForkResult> {
  return { name: 'long-fork', about: 'All readers see the writes in one order', check }
}

/** The reads of one set of keys that saw the same, by the row of the first. */
interface View {
  row: number
  seen: boolean[]
}

function check(history: History): LongForkResult {
  const groups = new Map<string, Map<string, View>>()
  const values = new Map<Key, Set<unknown>>()
  const counts = { reads: 0, early: 0, late: 0 }
  clientCalls(history, (_, end) => {
    const reads = outcome(history, end) === OK ? readsIn(history.value[end]) : null
    if (reads === null) return
    const seen = reads.map(([, , value]) => value !== null)
    counts.reads++
    if (!seen.includes(true)) counts.early++
    if (!seen.includes(false)) counts.late++
    for (const [, key, value] of reads) note(values, key, value)
    const group = JSON.stringify(reads.map(([, key]) => key))
    const views = groups.get(group) ?? new Map<string, View>()
    groups.set(group, views.has(String(seen)) ? views : views.set(String(seen), { row: end, seen }))
  })
  const forks = groups
    .values()
    .toArray()
    .flatMap((views) => forksIn([...views.values()]))
  const rewritten = values.entries().find(([, some]) => some.size > 1)
  return {
    ...judged(
      rewritten ? [] : forks.slice(0, 1).map((fork) => anomaly(history, fork)),
      rewritten
        ? `The key ${rewritten[0]} had more than one value, and a fork is defined for keys written once.`
        : counts.reads === counts.early + counts.late
          ? 'No read saw some of its keys written and others not.'
          : null,
    ),
    ...counts,
    forks: rewritten ? 0 : forks.length,
  }
}

type MicroRead = ['r', Key, unknown]

/** The reads of a transaction, sorted by key; `null` for anything but two reads or more. */
function readsIn(value: unknown): MicroRead[] | null {
  if (!Array.isArray(value) || value.length < 2) return null
  if (!value.every((micro) => Array.isArray(micro) && micro[0] === 'r')) return null
  return (value as MicroRead[]).toSorted(([, a], [, b]) => (String(a) < String(b) ? -1 : 1))
}

function note(values: Map<Key, Set<unknown>>, key: Key, value: unknown): void {
  if (value === null) return
  const some = values.get(key) ?? new Set()
  values.set(key, some.add(identityOf(value)))
}

/** Views that never fork grow one by one, so there are no more of them than keys, and all pairs are few. */
function forksIn(views: View[]): [View, View][] {
  return views.flatMap((a, i) =>
    views
      .slice(i + 1)
      .filter((b) => sawMore(a, b) && sawMore(b, a))
      .map((b): [View, View] => [a, b]),
  )
}

function sawMore(a: View, b: View): boolean {
  return a.seen.some((seen, i) => seen && !b.seen[i])
}

function anomaly(history: History, [a, b]: [View, View]): Anomaly {
  const say = ({ row }: View) => JSON.stringify(history.value[row])
  return {
    name: 'long fork',
    summary: `One read saw ${say(a)}, another ${say(b)}: each saw a write that the other missed.`,
    witness: wholeOperations(history, [a.row, b.row]),
  }
}
