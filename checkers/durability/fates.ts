import type { Collected } from './collect.ts'
import type { Sightings } from './sightings.ts'

/** An acknowledged element by the rows of its first invocation and of its acknowledgement. */
export interface Write {
  id: number
  start: number
  end: number
}

/** What became of every element that somebody tried to write; `kept` and `lost` in the order of acknowledgement. */
export interface Fates {
  acknowledged: number
  kept: Write[]
  lost: Write[]
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
    const end = elements.acknowledged[id]
    if (end < 0) {
      if (closing[id] > 0) fates.recovered++
      else if (asked > 0) fates.absent++
      continue
    }
    fates.acknowledged++
    if (asked === 0) fates.unread++
    else if (closing[id] === asked) fates.kept.push({ id, start: elements.invoked[id], end })
    else if (closing[id] === 0) fates.lost.push({ id, start: elements.invoked[id], end })
    else fates.partial++
  }
  for (const writes of [fates.kept, fates.lost]) writes.sort((a, b) => a.end - b.end)
  return fates
}
