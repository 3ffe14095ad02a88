import type { History } from '../../history/history.ts'
import { canonicalJson } from '../canonical-json.ts'
import { nodeOf } from '../availability/calls.ts'
import type { Collected } from './collect.ts'
import type { Elements } from './elements.ts'
import type { Read } from './place-read.ts'

/** What the reads showed of each element, in columns; a read's ordinal counts its place's reads by invocation. */
export interface Sightings {
  /** The ordinal of the last read that showed it, or −1. */
  lastSeen: Int32Array
  /** The ordinal of the last read before `lastSeen` that did not show it, or −1. */
  lastAbsent: Int32Array
  /** The row at which it was first known to be there: its acknowledgement, or the end of a read; −1 for never. */
  known: Int32Array
  /** The end of the read that was the first to end of those that showed it; −1 for never. */
  firstSeen: Int32Array
  /** 1 when it was known, then missing, then there. */
  stale: Uint8Array
  /** 1 when it had been seen, then missing, then there. */
  resurrected: Uint8Array
  /** The elements that one read showed more than once, with the first such read. */
  duplicated: Map<number, Read>
  /** What the closing reads of its place show of it: nothing, only another node than the last, or the last read. */
  atEnd: Uint8Array
  /** By place and node the last read after every write and with no fault event since; the last of all comes first. */
  closing: Read[][]
  /** Values that nobody ever tried to write, each once, with the first read that showed it. */
  unexpected: Map<string, { value: unknown; read: Read }>
}

const NEVER = -1

/** Values of `atEnd`. */
export const NOWHERE = 0
export const ELSEWHERE = 1
export const IN_LAST = 2

/**
 * Follows every element through the reads, in one pass over what they showed: an absence is found as a gap
 * between the ordinals of two reads that showed it, so nothing is compared element by element.
 */
export function sight(history: History, collected: Collected): Sightings {
  const { elements, removals } = collected
  const sightings = blank(elements)
  const events = faultEvents(history)
  for (const [place, reads = []] of collected.reads.entries()) {
    const closing = closingReads(history, reads, collected.lastWriteRow, events)
    sightings.closing[place] = closing
    for (const [ordinal, read] of reads.entries()) {
      const closes = closing[0] === read ? IN_LAST : closing.includes(read) ? ELSEWHERE : NOWHERE
      for (const value of read.values) {
        const id = elements.find(place, value)
        if (id < 0) unexpected(sightings, place, value, read)
        else if (sightings.lastSeen[id] === ordinal) duplicate(sightings, id, read)
        else {
          if (closes > sightings.atEnd[id]) sightings.atEnd[id] = closes
          see(sightings, id, ordinal, reads)
        }
      }
    }
  }
  // Away for a while, what was removed may have been so rightly.
  for (const id of removals.ids()) sightings.stale[id] = sightings.resurrected[id] = 0
  return sightings
}

/** Whether every closing read of its place shows the element; true where there is none. */
export function inAllClosing({ elements }: Collected, { closing }: Sightings, id: number): boolean {
  const place = elements.place[id]
  return closing[place].every(({ values }) =>
    values.some((value) => elements.find(place, value) === id),
  )
}

function see(sightings: Sightings, id: number, ordinal: number, reads: Read[]) {
  const { lastSeen, lastAbsent, known, firstSeen } = sightings
  const { end } = reads[ordinal]
  if (ordinal - lastSeen[id] > 1) {
    lastAbsent[id] = ordinal - 1
    const missedBy = reads[ordinal - 1].start
    if (known[id] !== NEVER && known[id] < missedBy) sightings.stale[id] = 1
    if (firstSeen[id] !== NEVER && firstSeen[id] < missedBy) sightings.resurrected[id] = 1
  }
  lastSeen[id] = ordinal
  if (known[id] === NEVER || end < known[id]) known[id] = end
  if (firstSeen[id] === NEVER || end < firstSeen[id]) firstSeen[id] = end
}

function duplicate({ duplicated }: Sightings, id: number, read: Read): void {
  if (!duplicated.has(id)) duplicated.set(id, read)
}

function unexpected({ unexpected }: Sightings, place: number, value: unknown, read: Read): void {
  const identity = canonicalJson([place, value])
  if (!unexpected.has(identity)) unexpected.set(identity, { value, read })
}

function blank(elements: Elements): Sightings {
  const { length } = elements
  return {
    lastSeen: new Int32Array(length).fill(NEVER),
    lastAbsent: new Int32Array(length).fill(NEVER),
    known: elements.acknowledged.slice(0, length),
    firstSeen: new Int32Array(length).fill(NEVER),
    stale: new Uint8Array(length),
    resurrected: new Uint8Array(length),
    duplicated: new Map(),
    atEnd: new Uint8Array(length),
    closing: elements.keys.map(() => []),
    unexpected: new Map(),
  }
}

/** Of every node the last read after all writes and with no fault event since; the last of all comes first. */
function closingReads(
  history: History,
  reads: Read[],
  lastWriteRow: number,
  events: number[],
): Read[] {
  const last = reads.at(-1)
  if (last === undefined) return []
  const since = Math.max(lastWriteRow, events.findLast((row) => row < last.start) ?? -1)
  const closing = reads.filter(({ start }) => start > since).toReversed()
  const ofNode = Map.groupBy(closing, ({ end }) => nodeOf(history, end))
  return [...ofNode.values()].map(([newest]) => newest)
}

/** The rows of the events that may have changed what a node holds: all but what was only noticed. */
function faultEvents(history: History): number[] {
  return [...history.kinds].filter(([, kind]) => kind !== 'observed').map(([row]) => row)
}
