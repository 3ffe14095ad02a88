import type { History } from '../../history/history.ts'
import type { Collected } from './collect.ts'
import { sayWhen, sightingAt } from './lost-writes.ts'
import type { Sightings } from './sightings.ts'

/** Nothing is lost where a write came back, but whoever reads that it passed must know. */
export function tellResurrected(
  history: History,
  { elements, reads }: Collected,
  { resurrected, lastAbsent, lastSeen }: Sightings,
  count: number,
): string | undefined {
  if (count === 0) return undefined
  const first = resurrected.indexOf(1)
  const at = (ordinal: number) =>
    sayWhen(sightingAt(history, reads[elements.place[first]][ordinal].end))
  return (
    `${count} writes went missing and were back later: ${elements.describe(first)} was missing at ` +
    `${at(lastAbsent[first])} and there at ${at(lastSeen[first])}.`
  )
}
