import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly } from '../checker.ts'
import { hasFailed, type Elements } from './elements.ts'

/** Elements that were read though no attempt to write them can have put them there by then. */
export interface ImpossibleSightings {
  /** Every attempt that had begun certainly failed. */
  aborted: number[]
  /** No attempt had begun. */
  future: number[]
}

/** It is enough to look at the first read to end of those that showed an element; `firstSeen` is that end, or −1. */
export function impossibleSightings(
  history: History,
  elements: Elements,
  firstSeen: Int32Array,
): ImpossibleSightings {
  const impossible: ImpossibleSightings = { aborted: [], future: [] }
  // Without invocations nobody knows what had begun.
  const hadBegun = (start: number, seen: number) => history.completionOnly || start < seen
  for (let id = 0; id < elements.length; id++) {
    const seen = firstSeen[id]
    if (seen < 0) continue
    if (!hadBegun(elements.invoked[id], seen)) impossible.future.push(id)
    else if (
      hasFailed(history, elements.invoked[id]) &&
      !elements.attempts(history, id).some(({ start }) => hadBegun(start, seen))
    )
      impossible.aborted.push(id)
  }
  return impossible
}

/** At most one anomaly of each name, proved by the first element. */
export function impossibleReads(
  history: History,
  elements: Elements,
  firstSeen: Int32Array,
  { aborted, future }: ImpossibleSightings,
): (Anomaly | null)[] {
  const anomaly = (name: string, what: string, ids: number[]) => {
    const [first] = ids
    if (first === undefined) return null
    return {
      name,
      summary: `${ids.length} elements were read ${what}: ${elements.describe(first)} is one.`,
      witness: wholeOperations(history, [...elements.tries(first), firstSeen[first]]),
    }
  }
  return [
    anomaly('aborted read', 'though every attempt to add them before had failed', aborted),
    anomaly('future read', 'before anybody began to add them', future),
  ]
}
