import type { History } from '../../history/history.ts'
import type { Collected } from './collect.ts'
import type { Read } from './place-read.ts'
import { ELSEWHERE, IN_LAST, inAllClosing, NOWHERE, type Sightings } from './sightings.ts'

/** What became of every element that somebody tried to write. */
export interface Fates {
  acknowledged: number
  kept: number
  /** The elements' numbers, in the order of acknowledgement. */
  lost: number[]
  /** The other nodes' closing reads disagree with the last read about what the last read should show, */
  partial: number
  /** about what was never acknowledged and yet read, */
  partialSeen: number
  /** and about what it should not show, for it was removed. */
  partialRemoves: number
  unread: number
  /** Acknowledged, and not there as a remove explains; and those of them that the last read could have belied. */
  removed: number
  provenRemoved: number
  recovered: number
  absent: number
  /** Of the absent those that a read showed which had ended before the last one began. */
  seenThenLost: number[]
  /** In every closing read, though an acknowledged remove came after all that put them there. */
  lostRemoves: number[]
}

export function fatesOf(history: History, collected: Collected, sightings: Sightings): Fates {
  const { elements } = collected
  const { closing } = sightings
  const fates = noFates()
  for (let id = 0; id < elements.length; id++) {
    const [last] = closing[elements.place[id]]
    const isAcknowledged = elements.acknowledged[id] >= 0
    if (isAcknowledged) fates.acknowledged++
    if (last === undefined) {
      if (isAcknowledged) fates.unread++
    } else {
      if (isAcknowledged) ofAcknowledged(fates, collected, sightings, id, last)
      else ofDoubtful(fates, history, collected, sightings, id, last)
      if (sightings.atEnd[id] === IN_LAST) ofRemoved(fates, collected, sightings, id, last)
    }
  }
  fates.lost.sort((a, b) => elements.acknowledged[a] - elements.acknowledged[b])
  return fates
}

function ofAcknowledged(
  fates: Fates,
  { removals }: Collected,
  { atEnd, firstSeen }: Sightings,
  id: number,
  last: Read,
): void {
  if (atEnd[id] === IN_LAST) fates.kept++
  else if (removals.explains(id, last)) {
    fates.removed++
    if (removals.denies(id, last, firstSeen[id]) !== undefined) fates.provenRemoved++
  } else if (atEnd[id] === ELSEWHERE) fates.partial++
  else fates.lost.push(id)
}

function ofDoubtful(
  fates: Fates,
  history: History,
  { elements, removals }: Collected,
  { atEnd, firstSeen }: Sightings,
  id: number,
  last: Read,
): void {
  if (atEnd[id] === NOWHERE) fates.absent++
  else fates.recovered++
  const wasSeen = firstSeen[id] >= 0 && firstSeen[id] < last.start
  if (atEnd[id] === IN_LAST || !wasSeen || elements.failed(history, id)) return
  if (removals.explains(id, last)) return
  if (atEnd[id] === ELSEWHERE) fates.partialSeen++
  else fates.seenThenLost.push(id)
}

function ofRemoved(
  fates: Fates,
  collected: Collected,
  sightings: Sightings,
  id: number,
  last: Read,
): void {
  if (collected.removals.denies(id, last, sightings.firstSeen[id]) === undefined) return
  if (inAllClosing(collected, sightings, id)) fates.lostRemoves.push(id)
  else fates.partialRemoves++
}

function noFates(): Fates {
  return {
    acknowledged: 0,
    kept: 0,
    lost: [],
    partial: 0,
    partialSeen: 0,
    partialRemoves: 0,
    unread: 0,
    removed: 0,
    provenRemoved: 0,
    recovered: 0,
    absent: 0,
    seenThenLost: [],
    lostRemoves: [],
  }
}
