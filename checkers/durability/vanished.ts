import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Collected } from './collect.ts'
import { sayWhen, sightingAt } from './lost-writes.ts'
import type { Read } from './place-read.ts'
import type { Sightings } from './sightings.ts'

/** The read that decides about an element. */
type LastRead = (id: number) => Read

/** What a read showed has happened, whatever its client heard; Jepsen calls such a read dirty if it is gone later. */
export function seenThenLost(
  history: History,
  { elements }: Collected,
  { firstSeen }: Sightings,
  ids: number[],
  last: LastRead,
) {
  const [first] = ids
  if (first === undefined) return null
  const { end } = last(first)
  const [seen, missing] = [firstSeen[first], end].map((row) => sayWhen(sightingAt(history, row)))
  return {
    name: 'seen then lost',
    summary:
      `${ids.length} writes of unknown outcome were read and are gone: ${elements.describe(first)} ` +
      `was read at ${seen}, and missing at ${missing}.`,
    witness: wholeOperations(history, [...elements.tries(first), firstSeen[first], end]),
  }
}

/** Why nothing is said of what only another node's closing read shows: that node is ahead, or has not lost it yet. */
export function onlyElsewhere(count: number): string {
  return `${count} elements of unknown outcome are not in the last read, but another of the last reads showed them.`
}

/** The same of an element that was removed, and that another node's closing read lacks. */
export function onlyInLast(count: number): string {
  return `${count} removed elements are in the last read, but another of the last reads no longer showed them.`
}

/** An element that is there although its remove was acknowledged, and nothing can have put it there since. */
export function resurrectedElement(
  history: History,
  { elements, removals }: Collected,
  { firstSeen }: Sightings,
  ids: number[],
  last: LastRead,
) {
  const [first] = ids
  if (first === undefined) return null
  const read = last(first)
  const seen = firstSeen[first]
  const removed = removals.denies(first, read, seen)!
  const [gone, there] = [history.pair[removed], read.end].map((row) =>
    sayWhen(sightingAt(history, row)),
  )
  return {
    name: 'resurrected element',
    summary:
      `${ids.length} removed elements are there: the remove of ${elements.describe(first)} was ` +
      `acknowledged at ${gone}, and it was read at ${there}.`,
    witness: wholeOperations(history, [...elements.tries(first), seen, removed, read.end]),
  }
}
