import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { duplicate, unexpected } from './anomalies.ts'
import { collect, type Collected } from './collect.ts'
import { impossibleReads, impossibleSightings } from './impossible-sightings.ts'
import type { Read } from './place-read.ts'
import { inAllClosing, NOWHERE, sight, type Sightings } from './sightings.ts'
import { onlyElsewhere, onlyInLast, resurrectedElement, seenThenLost } from './vanished.ts'

export interface SetFullOptions {
  /** A stale element, too, is then an anomaly. */
  linearizable?: boolean
}

/** Milliseconds, rounded down, at these shares of the elements. */
export type Distribution = Record<'0' | '0.5' | '0.95' | '0.99' | '1', number>

/** Elements by their outcome; never read are those that are neither stable nor lost nor removed. */
export interface SetFullResult extends CheckResult {
  attempts: number
  /** In every read from some read on. */
  stable: number
  /** Known, and then in no read from some read on. */
  lost: unknown[]
  neverRead: unknown[]
  /** Known, and then missing as a remove explains. */
  removed: unknown[]
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
  const { elements, removals } = collected
  const { firstSeen } = sightings
  const followed = elements.value
    .keys()
    .map((id) => follow(history, collected, sightings, id))
    .toArray()
  const {
    stable = [],
    lost = [],
    neverRead = [],
    removed = [],
  } = Object.groupBy(followed, (f) => f.outcome)
  const steady = stable.filter(({ id }) => !removals.has(id))
  const stale = steady.filter(({ latencyMs }) => latencyMs > 0)
  const isAcknowledged = ({ id }: Followed) => elements.acknowledged[id] >= 0
  const wasSeen = lost.filter((f) => !isAcknowledged(f) && !elements.failed(history, f.id))
  const vanished = wasSeen.filter(({ id }) => sightings.atEnd[id] === NOWHERE)
  const lastRead = (id: number) => followed[id].last!
  const denied = ({ id }: Followed) =>
    removals.denies(id, lastRead(id), firstSeen[id]) !== undefined
  const back = stable.filter(denied).map(({ id }) => id)
  const resurrected = back.filter((id) => inAllClosing(collected, sightings, id))
  const partial = [wasSeen.length - vanished.length, back.length - resurrected.length] as const
  const impossible = impossibleSightings(history, elements, firstSeen)
  const anomalies = [
    anomaly(
      history,
      'lost write',
      'were acknowledged and then missing',
      collected,
      lost.filter(isAcknowledged),
    ),
    seenThenLost(
      history,
      collected,
      sightings,
      vanished.map(({ id }) => id),
      lastRead,
    ),
    resurrectedElement(history, collected, sightings, resurrected, lastRead),
    anomaly(
      history,
      'stale read',
      'were known and missing for a while',
      collected,
      linearizable ? stale : [],
    ),
    duplicate(history, collected, sightings),
    unexpected(history, sightings),
    ...impossibleReads(history, elements, firstSeen, impossible),
  ]
  const values = (some: Followed[]) => some.map(({ id }) => elements.value[id])
  return {
    ...judged(anomalies, whyUnknown(collected, stable, neverRead, removed.filter(denied), partial)),
    attempts: elements.length,
    stable: stable.length,
    lost: values(lost),
    neverRead: values(neverRead),
    removed: values(removed),
    stale: values(stale),
    duplicated: [...sightings.duplicated.keys()].map((id) => elements.value[id]),
    stableLatenciesMs: distribution(steady),
    lostLatenciesMs: distribution(lost),
  }
}

/** `removed` are those that a read could have shown wrongly. */
function whyUnknown(
  { elements, unreadable }: Collected,
  stable: Followed[],
  neverRead: Followed[],
  removed: Followed[],
  [elsewhere, onlyThere]: readonly [number, number],
): string | null {
  const acknowledged = ({ id }: Followed) => elements.acknowledged[id] >= 0
  const unread = neverRead.filter(acknowledged).length
  const judged = [...stable, ...removed]
  if (unreadable > 0) return `${unreadable} reads show no list of elements.`
  if (judged.length === 0) return 'No element was read after it was added.'
  if (unread > 0) return `${unread} acknowledged elements were not read after that.`
  if (elsewhere > 0) return onlyElsewhere(elsewhere)
  if (onlyThere > 0) return onlyInLast(onlyThere)
  return judged.some(acknowledged) ? null : 'No write was acknowledged.'
}

interface Followed {
  id: number
  outcome: 'stable' | 'lost' | 'neverRead' | 'removed'
  latencyMs: number
  /** The last read that says something of it. */
  last: Read | undefined
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
  const isRemoved = isLost && collected.removals.explains(id, absent)
  const outcome =
    present !== undefined && inLast
      ? 'stable'
      : isRemoved
        ? 'removed'
        : isLost
          ? 'lost'
          : 'neverRead'
  // Whatever a read showed or lacked held until just after its invocation.
  const until = outcome === 'lost' ? present : absent
  const untilNs = until === undefined ? 0 : history.timeNs[until.start] + 1
  const latencyMs = Math.floor(Math.max(0, untilNs - history.timeNs[known]) / 1e6)
  return { id, outcome, latencyMs, last: reads[lastRead], absent: absent?.end ?? -1, known }
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
