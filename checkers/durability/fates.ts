import type { Collected } from './collect.ts'
import type { Sightings } from './sightings.ts'

/** What became of every element that somebody tried to write: `kept` and `lost` are the elements' numbers. */
export interface Fates {
  acknowledged: number
  kept: number[]
  /** In the order of acknowledgement. */
  lost: number[]
  partial: number
  unread: number
  recovered: number
  absent: number
}

export function fatesOf({ elements }: Collected, { closing, closingReads }: Sightings): Fates {
  const fates: Fates = {
    acknowledged: 0,
    kept: [],
    lost: [],
    partial: 0,
    unread: 0,
    recovered: 0,
    absent: 0,
  }
  for (let id = 0; id < elements.length; id++) {
    const asked = closingReads[elements.place[id]].length
    if (elements.acknowledged[id] < 0) {
      if (closing[id] > 0) fates.recovered++
      else if (asked > 0) fates.absent++
      continue
    }
    fates.acknowledged++
    if (asked === 0) fates.unread++
    else if (closing[id] === asked) fates.kept.push(id)
    else if (closing[id] === 0) fates.lost.push(id)
    else fates.partial++
  }
  fates.lost.sort((a, b) => elements.acknowledged[a] - elements.acknowledged[b])
  return fates
}
