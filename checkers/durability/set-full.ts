import { duplicate } from './anomalies.ts'
import type { History } from '../../runner/history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker, Verdict } from '../checker.ts'
import { collect, type Collected, type Read } from './collect.ts'
import { sight, type Sightings } from './sightings.ts'

export interface SetFullOptions {
  /** A stale element, too, is then an anomaly. */
  linearizable?: boolean
}

/** Milliseconds, rounded down, at these shares of the elements. */
export type Distribution = Record<'0' | '0.5' | '0.95' | '0.99' | '1', number>

/** Elements by their outcome; never read are those that are neither stable nor lost. */
export interface SetFullResult extends CheckResult {
  attempts: number
  /** In every read from some read on. */
  stable: number
  /** Known, and then in no read from some read on. */
  lost: unknown[]
  neverRead: unknown[]
  /** Of the stable ones, those that were missing from a read although they were known. */
  stale: unknown[]
  duplicated: unknown[]
  /** From an element being known to it being in every read; `null` when none is stable. */
  stableLatenciesMs: Distribution | null
  /** From a lost element being known to it being in no read. */
  lostLatenciesMs: Distribution | null
}

/**
 * Jepsen's `set-full`: every element is followed through every read. An element is known from its acknowledgement
 * or from the first read that showed it; a read proves presence or absence for the moment of its invocation.
 */
export function setFull({ linearizable = false }: SetFullOptions = {}): Checker<SetFullResult> {
  return {
    name: 'set-full',
    about: "Jepsen's set-full: every element stays in all reads once it is known",
    check: (history) => check(history, linearizable),
  }
}

function check(history: History, linearizable: boolean): SetFullResult {
  const collected = collect(history)
  const sightings = sight(history, collected)
  const { elements } = collected
  const followed = elements.value.keys().map((id) => follow(history, collected, sightings, id))
  const { stable = [], lost = [], neverRead = [] } = Object.groupBy(followed, (f) => f.outcome)
  const stale = stable.filter(({ latencyMs }) => latencyMs > 0)
  const anomalies = [
    anomaly(history, 'lost write', 'were known and then missing', collected, lost),
    anomaly(
      history,
      'stale read',
      'were known and missing for a while',
      collected,
      linearizable ? stale : [],
    ),
    duplicate(history, collected, sightings),
  ].filter((found) => found !== null)
  const values = (some: Followed[]) => some.map(({ id }) => elements.value[id])
  return {
    ...judge(anomalies, collected, stable, neverRead),
    anomalies,
    attempts: elements.length,
    stable: stable.length,
    lost: values(lost),
    neverRead: values(neverRead),
    stale: values(stale),
    duplicated: [...sightings.duplicated.keys()].map((id) => elements.value[id]),
    stableLatenciesMs: distribution(stable),
    lostLatenciesMs: distribution(lost),
  }
}

function judge(
  anomalies: Anomaly[],
  { elements }: Collected,
  stable: Followed[],
  neverRead: Followed[],
): { verdict: Verdict; reason?: string } {
  const unknown = (reason: string) => ({ verdict: 'unknown' as const, reason })
  const acknowledged = ({ id }: Followed) => elements.acknowledged[id] >= 0
  const unread = neverRead.filter(acknowledged).length
  if (anomalies.length > 0) return { verdict: 'fail' }
  if (stable.length === 0) return unknown('No element was read after it was added.')
  if (unread > 0) return unknown(`${unread} acknowledged elements were not read after that.`)
  return stable.some(acknowledged) ? { verdict: 'pass' } : unknown('No write was acknowledged.')
}

interface Followed {
  id: number
  outcome: 'stable' | 'lost' | 'neverRead'
  latencyMs: number
  /** The last read without the element, and the row that made it known. */
  absent: number
  known: number
}

function follow(
  history: History,
  collected: Collected,
  sightings: Sightings,
  id: number,
): Followed {
  const reads = collected.reads[collected.elements.place[id]] ?? []
  const present = reads[sightings.lastSeen[id]]
  const lastRead = lastReadOf(reads, collected.elements.invoked[id], sightings.lastSeen[id])
  const inLast = sightings.lastSeen[id] === lastRead
  const absent = reads[inLast ? sightings.lastAbsent[id] : lastRead]
  const known = sightings.known[id]
  const isLost = !inLast && known >= 0 && absent !== undefined && known < absent.start
  const outcome = present !== undefined && inLast ? 'stable' : isLost ? 'lost' : 'neverRead'
  // Whatever a read showed or lacked held until just after its invocation.
  const last = outcome === 'lost' ? present : absent
  const untilNs = last === undefined ? 0 : history.timeNs[last.start] + 1
  const latencyMs = Math.floor(Math.max(0, untilNs - history.timeNs[known]) / 1e6)
  return { id, outcome, latencyMs, absent: absent?.end ?? -1, known }
}

/** A read that ended before the element was invoked says nothing of it, even when it began after one that shows it. */
function lastReadOf(reads: Read[], invoked: number, lastSeen: number): number {
  let last = reads.length - 1
  while (last > lastSeen && lastSeen >= 0 && reads[last].end < invoked) last--
  return last
}

function distribution(followed: Followed[]): Distribution | null {
  if (followed.length === 0) return null
  const sorted = Float64Array.from(followed, ({ latencyMs }) => latencyMs).sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { '0': at(0), '0.5': at(0.5), '0.95': at(0.95), '0.99': at(0.99), '1': at(1) }
}

function anomaly(
  history: History,
  name: string,
  what: string,
  { elements, reads }: Collected,
  [first, ...others]: Followed[],
): Anomaly | null {
  if (first === undefined) return null
  const { id, known, absent } = first
  const last = (reads[elements.place[id]] ?? []).at(-1)!
  return {
    name,
    summary: `${others.length + 1} elements ${what}: ${elements.describe(id)} is one.`,
    witness: wholeOperations(history, [elements.invoked[id], known, absent, last.end]),
  }
}
