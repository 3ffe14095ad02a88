import type { History } from '../../runner/history/history.ts'
import { nodeOf } from '../availability/calls.ts'
import type { Collected, Read } from './collect.ts'
import type { Elements } from './elements.ts'

/** What the reads showed of each element, in columns; a read's ordinal counts its place's reads by invocation. */
export interface Sightings {
  /** The ordinal of the last read that showed it, or −1. */
  lastSeen: Int32Array
  /** The ordinal of the last read before `lastSeen` that did not show it, or −1. */
  lastAbsent: Int32Array
  /** The row at which it was first known to be there: its acknowledgement, or the end of a read; −1 for never. */
  known: Int32Array
  /** 1 when it was known, then missing, then there. */
  stale: Uint8Array
  /** 1 when it had been seen, then missing, then there. */
  resurrected: Uint8Array
  /** The elements that one read showed more than once, with the first such read. */
  duplicated: Map<number, Read>
  /** In how many closing reads of its place it was. */
  closing: Uint16Array
  /** The closing reads of each place: the last read of every node that began after every write had ended. */
  closingReads: Read[][]
  /** Values that nobody ever tried to write, each once, with the first read that showed it. */
  unexpected: Map<string, { value: unknown; read: Read }>
}

const NEVER = -1

/**
 * Follows every element through the reads, in one pass over what they showed: an absence is found as a gap
 * between the ordinals of two reads that showed it, so nothing is compared element by element.
 */
export function sight(history: History, { elements, reads, lastWriteRow }: Collected): Sightings {
  const sightings = blank(elements)
  const seenBy = new Int32Array(elements.length).fill(NEVER)
  for (const [place, ofPlace] of reads.entries()) {
    const closing = lastOfEachNode(history, ofPlace ?? [], lastWriteRow)
    sightings.closingReads[place] = closing
    for (const [ordinal, read] of (ofPlace ?? []).entries()) {
      const closes = closing.includes(read) ? 1 : 0
      for (const value of read.values) {
        const id = elements.find(place, value)
        if (id < 0) unexpected(sightings, place, value, read)
        else if (sightings.lastSeen[id] === ordinal) duplicate(sightings, id, read)
        else {
          sightings.closing[id] += closes
          see(sightings, seenBy, id, ordinal, ofPlace)
        }
      }
    }
  }
  return sightings
}

function see(sightings: Sightings, seenBy: Int32Array, id: number, ordinal: number, reads: Read[]) {
  const { lastSeen, lastAbsent, known } = sightings
  const { end } = reads[ordinal]
  if (ordinal - lastSeen[id] > 1) {
    lastAbsent[id] = ordinal - 1
    const missedBy = reads[ordinal - 1].start
    if (known[id] !== NEVER && known[id] < missedBy) sightings.stale[id] = 1
    if (seenBy[id] !== NEVER && seenBy[id] < missedBy) sightings.resurrected[id] = 1
  }
  lastSeen[id] = ordinal
  if (known[id] === NEVER || end < known[id]) known[id] = end
  if (seenBy[id] === NEVER || end < seenBy[id]) seenBy[id] = end
}

function duplicate({ duplicated }: Sightings, id: number, read: Read): void {
  if (!duplicated.has(id)) duplicated.set(id, read)
}

function unexpected({ unexpected }: Sightings, place: number, value: unknown, read: Read): void {
  const identity = JSON.stringify([place, value])
  if (!unexpected.has(identity)) unexpected.set(identity, { value, read })
}

function blank(elements: Elements): Sightings {
  const { length } = elements
  return {
    lastSeen: new Int32Array(length).fill(NEVER),
    lastAbsent: new Int32Array(length).fill(NEVER),
    known: Int32Array.from(elements.acknowledged),
    stale: new Uint8Array(length),
    resurrected: new Uint8Array(length),
    duplicated: new Map(),
    closing: new Uint16Array(length),
    closingReads: elements.keys.map(() => []),
    unexpected: new Map(),
  }
}

function lastOfEachNode(history: History, reads: Read[], after: number): Read[] {
  const last = new Map<string | null, Read>()
  for (const read of reads) if (read.start > after) last.set(nodeOf(history, read.end), read)
  return [...last.values()]
}
