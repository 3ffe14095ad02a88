import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly } from '../checker.ts'
import type { Collected } from './collect.ts'
import type { Fates } from './fates.ts'
import type { Hole } from './holes.ts'
import { impossibleReads, type ImpossibleSightings } from './impossible-sightings.ts'
import { sayWhen, type LostWrite } from './lost-writes.ts'
import { resurrectedElement, seenThenLost } from './vanished.ts'
import type { Sightings } from './sightings.ts'

/** At most one anomaly of each name: its summary counts, its witness proves the first. */
export function anomaliesOf(
  history: History,
  collected: Collected,
  sightings: Sightings,
  fates: Fates,
  stories: LostWrite[],
  holes: Hole[],
  impossible: ImpossibleSightings,
): Anomaly[] {
  const lastRead = (id: number) => sightings.closing[collected.elements.place[id]][0]
  return [
    lostWrite(history, collected, fates, stories),
    hole(history, collected, sightings, holes),
    seenThenLost(history, collected, sightings, fates.seenThenLost, lastRead),
    resurrectedElement(history, collected, sightings, fates.lostRemoves, lastRead),
    duplicate(history, collected, sightings),
    unexpected(history, sightings),
    ...impossibleReads(history, collected.elements, sightings.firstSeen, impossible),
  ].filter((anomaly) => anomaly !== null)
}

function lostWrite(
  history: History,
  { elements }: Collected,
  { lost, acknowledged }: Fates,
  [first]: LostWrite[],
) {
  if (lost.length === 0) return null
  return {
    name: 'lost write',
    summary:
      `${lost.length} of ${acknowledged} acknowledged writes are gone: ` +
      `${elements.describe(lost[0])} was ${story(first)}.`,
    witness: wholeOperations(history, first.rows),
    detail: first,
  }
}

function story({ acknowledged, lastSeen, firstMissing, faults }: LostWrite): string {
  const between = new Set(faults)
  return (
    `acknowledged at ${sayWhen(acknowledged)}, ` +
    `${lastSeen === null ? 'never read' : `last read at ${sayWhen(lastSeen)}`}, ` +
    `and missing at ${sayWhen(firstMissing)}` +
    (between.size > 0 ? `, with ${[...between].join(', ')} in between` : '')
  )
}

function hole(
  history: History,
  { elements }: Collected,
  { closing }: Sightings,
  [first, ...others]: Hole[],
) {
  if (first === undefined) return null
  const { lost, survivor } = first
  return {
    name: 'hole',
    summary:
      `${others.length + 1} lost writes are not the last that their node acknowledged: ` +
      `${elements.describe(lost)} is gone, ${elements.describe(survivor)} was begun later and is there.`,
    witness: wholeOperations(history, [
      elements.acknowledged[lost],
      elements.acknowledged[survivor],
      closing[elements.place[lost]][0].end,
    ]),
  }
}

/** An element that one read shows more than once; set-full tells it in the same words. */
export function duplicate(history: History, { elements }: Collected, { duplicated }: Sightings) {
  const [first] = duplicated
  if (first === undefined) return null
  const [id, read] = first
  return {
    name: 'duplicate element',
    summary: `${duplicated.size} elements were read more than once in one read: ${elements.describe(id)} is one.`,
    witness: wholeOperations(history, [elements.invoked[id], read.end]),
  }
}

/** Elements that nobody ever tried to write; the other checkers of sets tell it in the same words. */
export function unexpected(history: History, sightings: Sightings) {
  const [first] = sightings.unexpected.values()
  if (first === undefined) return null
  return {
    name: 'unexpected element',
    summary:
      `${sightings.unexpected.size} elements were read that nobody ever tried to write: ` +
      `${JSON.stringify(first.value)} is one.`,
    witness: wholeOperations(history, [first.read.end]),
  }
}
