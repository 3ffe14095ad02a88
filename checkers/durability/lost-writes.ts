import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { nodeOf } from '../availability/calls.ts'
import { faultSpans, type FaultSpan } from '../availability/faults.ts'
import type { Collected } from './collect.ts'
import type { Read } from './place-read.ts'
import type { Sightings } from './sightings.ts'

/** A report shows this many, one by one; the counts are of all. */
export const SHOWN = 1000

export interface Sighting {
  timeNs: number
  node: string | null
}

/** The story of one lost write. */
export interface LostWrite {
  element: unknown
  key?: Key
  acknowledged: Sighting
  /** The last read that showed it. */
  lastSeen: Sighting | null
  /** The first read after its acknowledgement, and after `lastSeen`, that did not. */
  firstMissing: Sighting
  /** The faults in force at some time between it being last known and first missing. */
  faults: string[]
  /** The rows of the write's acknowledgement and of the read that missed it. */
  rows: [number, number]
}

/** The stories of the first of the `lost` writes. */
export function lostWrites(
  history: History,
  collected: Collected,
  sightings: Sightings,
  lost: number[],
): LostWrite[] {
  const spans = faultSpans(history)
  return lost
    .slice(0, SHOWN)
    .map((id) => lostWrite(history, collected, sightings.lastSeen[id], id, spans))
}

function lostWrite(
  history: History,
  { elements, reads }: Collected,
  lastSeen: number,
  id: number,
  spans: FaultSpan[],
): LostWrite {
  const place = elements.place[id]
  const acknowledged = elements.acknowledged[id]
  const seen: Read | undefined = reads[place][lastSeen]
  const known = Math.max(acknowledged, seen?.end ?? -1)
  // A lost write is missing from a closing read, so there is such a read; one that overlaps the last sighting will do.
  const later = reads[place].slice(lastSeen + 1)
  const missing =
    later.find(({ start }) => start > known) ?? later.find(({ start }) => start > acknowledged)!
  return {
    ...elements.named(id),
    acknowledged: sightingAt(history, acknowledged),
    lastSeen: seen ? sightingAt(history, seen.end) : null,
    firstMissing: sightingAt(history, missing.end),
    faults: inForce(spans, history.timeNs[known], history.timeNs[missing.end]),
    rows: [acknowledged, missing.end],
  }
}

export function sightingAt(history: History, end: number): Sighting {
  return { timeNs: history.timeNs[end], node: nodeOf(history, end) }
}

/** As a sentence tells it: `1.752 s on n1`. */
export function sayWhen({ timeNs, node }: Sighting): string {
  return `${(timeNs / 1e9).toFixed(3)} s${node === null ? '' : ` on ${node}`}`
}

function inForce(spans: FaultSpan[], fromNs: number, toNs: number): string[] {
  return spans
    .filter(({ startNs, endNs }) => startNs <= toNs && (endNs === null || endNs >= fromNs))
    .map(({ fault }) => fault)
}
