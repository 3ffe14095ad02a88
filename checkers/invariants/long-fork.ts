import { OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { identityOf } from '../durability/value-index.ts'
import { judged } from './judged.ts'
import { readsIn, type Seen } from './snapshots.ts'

export interface LongForkResult extends CheckResult {
  /** Transactions that read two keys or more which they did not write. */
  reads: number
  /** Reads of nothing but unwritten keys, and of nothing but written ones: they can prove no fork. */
  early: number
  late: number
  /** Pairs of reads of which each saw a write that the other one missed; reads that saw the same count once. */
  forks: number
}

/**
 * Each key is written once; two reads that each saw a write of a key of which the other missed it cannot both be
 * snapshots of one order of commits, whatever else they read. After Jepsen's `long-fork`: `read` or `txn` with
 * `["r", key, value]`.
 */
export function longFork(): Checker<LongForkResult> {
  return { name: 'long-fork', about: 'All readers see the writes in one order', check }
}

/** The reads that saw the same of the same keys, by the row of the first. */
interface View {
  row: number
  seen: Key[]
  missed: Key[]
}

function check(history: History): LongForkResult {
  const views = new Map<string, View>()
  const values = new Map<Key, Set<unknown>>()
  const counts = { reads: 0, early: 0, late: 0 }
  let unclear = 0
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    const reads = readsIn(history, start, end)
    if (reads === null) unclear++
    if (reads === null || reads.length < 2) return
    const { seen, missed } = viewOf(reads, end)
    counts.reads++
    if (seen.length === 0) counts.early++
    if (missed.length === 0) counts.late++
    for (const [key, value] of reads) note(values, key, value)
    const identity = JSON.stringify([seen, missed])
    if (!views.has(identity)) views.set(identity, { row: end, seen, missed })
  })
  const forks = forksIn([...views.values()])
  const rewritten = values.entries().find(([, some]) => some.size > 1)
  return {
    ...judged(
      rewritten ? [] : forks.slice(0, 1).map((fork) => anomaly(history, fork)),
      rewritten
        ? `The key ${rewritten[0]} had more than one value, and a fork is defined for keys written once.`
        : whyUnknown(counts, unclear),
    ),
    ...counts,
    forks: rewritten ? 0 : forks.length,
  }
}

function whyUnknown(
  { reads, early, late }: Pick<LongForkResult, 'reads' | 'early' | 'late'>,
  unclear: number,
): string | null {
  if (unclear > 0) return `${unclear} transactions are no reads and writes of registers.`
  return reads === early + late ? 'No read saw some of its keys written and others not.' : null
}

function viewOf(reads: Seen[], row: number): View {
  const keys = (wanted: boolean) =>
    reads.filter(([, value]) => (value !== null) === wanted).map(([key]) => key)
  return { row, seen: keys(true), missed: keys(false) }
}

function note(values: Map<Key, Set<unknown>>, key: Key, value: unknown): void {
  if (value === null) return
  const some = values.get(key) ?? new Set()
  values.set(key, some.add(identityOf(value)))
}

/** Two views fork over two keys, of which one saw the first only and the other the second only. */
function forksIn(views: View[]): [View, View][] {
  const sawOneOnly = new Map<string, Set<View>>()
  const forks: [View, View][] = []
  for (const view of views) {
    const others = new Set<View>()
    for (const seen of view.seen)
      for (const missed of view.missed) {
        for (const other of sawOneOnly.get(JSON.stringify([missed, seen])) ?? []) others.add(other)
        const pair = JSON.stringify([seen, missed])
        sawOneOnly.set(pair, (sawOneOnly.get(pair) ?? new Set()).add(view))
      }
    for (const other of others) forks.push([other, view])
  }
  return forks
}

function anomaly(history: History, [a, b]: [View, View]): Anomaly {
  const say = ({ row }: View) => JSON.stringify(history.value[row])
  return {
    name: 'long fork',
    summary: `One read saw ${say(a)}, another ${say(b)}: each saw a write that the other missed.`,
    witness: wholeOperations(history, [a.row, b.row]),
  }
}
