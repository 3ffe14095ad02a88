import type { Collected } from './collect.ts'
import { ELSEWHERE, IN_LAST, NOWHERE, type Sightings } from './sightings.ts'

/** What became of every element that somebody tried to write. */
export interface Fates {
  acknowledged: number
  kept: number
  /** The elements' numbers, in the order of acknowledgement. */
  lost: number[]
  partial: number
  unread: number
  recovered: number
  absent: number
}

export function fatesOf({ elements }: Collected, { atEnd, lastRead }: Sightings): Fates {
  const fates: Fates = {
    acknowledged: 0,
    kept: 0,
    lost: [],
    partial: 0,
    unread: 0,
    recovered: 0,
    absent: 0,
  }
  for (let id = 0; id < elements.length; id++) {
    const wasRead = lastRead[elements.place[id]] !== undefined
    if (elements.acknowledged[id] < 0) {
      if (atEnd[id] !== NOWHERE) fates.recovered++
      else if (wasRead) fates.absent++
      continue
    }
    fates.acknowledged++
    if (!wasRead) fates.unread++
    else if (atEnd[id] === IN_LAST) fates.kept++
    else if (atEnd[id] === ELSEWHERE) fates.partial++
    else fates.lost.push(id)
  }
  fates.lost.sort((a, b) => elements.acknowledged[a] - elements.acknowledged[b])
  return fates
}
