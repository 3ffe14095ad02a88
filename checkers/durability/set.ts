import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { unexpected } from './anomalies.ts'
import { collect, type Collected } from './collect.ts'
import type { Elements } from './elements.ts'
import { impossibleReads, impossibleSightings } from './impossible-sightings.ts'
import type { Read } from './place-read.ts'
import { inAllClosing, NOWHERE, sight } from './sightings.ts'
import { onlyElsewhere, onlyInLast, resurrectedElement, seenThenLost } from './vanished.ts'

/** Elements by what the last read showed of them. */
export interface SetResult extends CheckResult {
  attempts: number
  acknowledged: number
  /** Tried, and read. */
  ok: unknown[]
  /** Acknowledged, and not read. */
  lost: unknown[]
  /** Read, though never acknowledged. */
  recovered: unknown[]
  /** Read at any time, though never tried. */
  unexpected: unknown[]
}

/**
 * Jepsen's `set`: elements are added, perhaps removed, and then one last read shows all of them that were acknowledged. A last read
 * that began before the last write had ended would lack elements rightly: then the verdict is `unknown`.
 */
export function set(): Checker<SetResult> {
  return {
    name: 'set',
    about: "Jepsen's set: the last read shows every acknowledged element",
    check,
  }
}

function check(history: History): SetResult {
  const collected = collect(history)
  const { elements, removals, reads, lastWriteRow } = collected
  const sightings = sight(history, collected)
  const { firstSeen } = sightings
  const last = elements.keys.map((_, place) => lastOf(reads[place] ?? [], lastWriteRow))
  const present = presentIn(collected, last)
  const lastOfId = (id: number) => last[elements.place[id]]!
  const denied = (id: number) => removals.denies(id, lastOfId(id), firstSeen[id]) !== undefined
  const ids = elements.value.keys().toArray()
  const acknowledged = ids.filter((id) => elements.acknowledged[id] >= 0)
  const ok = ids.filter((id) => present[id])
  const missing = ids.filter((id) => !present[id] && last[elements.place[id]])
  const gone = missing.filter((id) => !removals.explains(id, lastOfId(id)))
  const lost = gone.filter((id) => elements.acknowledged[id] >= 0)
  const wasSeen = gone.filter(
    (id) =>
      elements.acknowledged[id] < 0 &&
      firstSeen[id] >= 0 &&
      firstSeen[id] < lastOfId(id).start &&
      !elements.failed(history, id),
  )
  const vanished = wasSeen.filter((id) => sightings.atEnd[id] === NOWHERE)
  const back = ok.filter(denied)
  const resurrected = back.filter((id) => inAllClosing(collected, sightings, id))
  const partial = [wasSeen.length - vanished.length, back.length - resurrected.length] as const
  const impossible = impossibleSightings(history, elements, firstSeen)
  const anomalies = [
    lostElement(history, elements, last, lost),
    seenThenLost(history, collected, sightings, vanished, lastOfId),
    resurrectedElement(history, collected, sightings, resurrected, lastOfId),
    unexpected(history, sightings),
    ...impossibleReads(history, elements, firstSeen, impossible),
  ]
  const telling = acknowledged.some((id) => present[id] || (last[elements.place[id]] && denied(id)))
  const values = (some: number[]) => some.map((id) => elements.value[id])
  return {
    ...judged(anomalies, whyUnknown(collected, acknowledged.length, last, partial, telling)),
    attempts: elements.length,
    acknowledged: acknowledged.length,
    ok: values(ok),
    lost: values(lost),
    recovered: values(ok.filter((id) => elements.acknowledged[id] < 0)),
    unexpected: [...sightings.unexpected.values()].map(({ value }) => value),
  }
}

function presentIn({ elements }: Collected, last: (Read | undefined)[]): Uint8Array {
  const present = new Uint8Array(elements.length)
  for (const [place, read] of last.entries())
    for (const value of read?.values ?? []) {
      const id = elements.find(place, value)
      if (id >= 0) present[id] = 1
    }
  return present
}

/** `telling`: whether the last read could have lacked an acknowledged element wrongly, or shown it so. */
function whyUnknown(
  { unreadable }: Collected,
  acknowledged: number,
  last: (Read | undefined)[],
  [elsewhere, onlyThere]: readonly [number, number],
  telling: boolean,
): string | null {
  if (unreadable > 0) return `${unreadable} reads show no list of elements.`
  if (acknowledged === 0) return 'No write was acknowledged.'
  if (last.includes(undefined)) return 'The set was not read after the last write.'
  if (elsewhere > 0) return onlyElsewhere(elsewhere)
  if (onlyThere > 0) return onlyInLast(onlyThere)
  return telling ? null : 'Every acknowledged element may have been removed.'
}

/** The read that ended last, of those that began after every write had ended. */
function lastOf(reads: Read[], lastWriteRow: number): Read | undefined {
  return reads
    .filter(({ start }) => start > lastWriteRow)
    .toSorted((a, b) => a.end - b.end)
    .at(-1)
}

function lostElement(
  history: History,
  elements: Elements,
  last: (Read | undefined)[],
  [first, ...others]: number[],
): Anomaly | null {
  if (first === undefined) return null
  const read = last[elements.place[first]]!
  return {
    name: 'lost write',
    summary: `The last read lacks ${others.length + 1} acknowledged elements: ${elements.describe(first)} is one.`,
    witness: wholeOperations(history, [elements.acknowledged[first], read.end]),
  }
}
