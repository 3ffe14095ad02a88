import type { History } from '../../runner/history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker, Verdict } from '../checker.ts'
import { collect, type Read } from './collect.ts'
import type { Elements } from './elements.ts'

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
  /** Read, though never tried. */
  unexpected: unknown[]
}

/**
 * Jepsen's `set`: elements are added, and then one last read shows all of them that were acknowledged. A last read
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
  const { elements, reads, lastWriteRow } = collect(history)
  const last = elements.keys.map((_, place) => lastOf(reads[place] ?? [], lastWriteRow))
  const present = new Uint8Array(elements.length)
  const unexpected: { value: unknown; read: Read }[] = []
  for (const [place, read] of last.entries())
    for (const value of read?.values ?? []) {
      const id = elements.find(place, value)
      if (id >= 0) present[id] = 1
      else unexpected.push({ value, read: read! })
    }
  const ids = elements.value.keys().toArray()
  const acknowledged = ids.filter((id) => elements.acknowledged[id] >= 0)
  const ok = ids.filter((id) => present[id])
  const lost = acknowledged.filter((id) => !present[id] && last[elements.place[id]])
  const anomalies = [
    lostElement(history, elements, last, lost),
    unexpectedElement(history, unexpected),
  ].filter((anomaly) => anomaly !== null)
  const values = (some: number[]) => some.map((id) => elements.value[id])
  return {
    ...judge(anomalies, acknowledged.length, last),
    anomalies,
    attempts: elements.length,
    acknowledged: acknowledged.length,
    ok: values(ok),
    lost: values(lost),
    recovered: values(ok.filter((id) => elements.acknowledged[id] < 0)),
    unexpected: unexpected.map(({ value }) => value),
  }
}

function judge(
  anomalies: Anomaly[],
  acknowledged: number,
  last: (Read | undefined)[],
): { verdict: Verdict; reason?: string } {
  if (anomalies.length > 0) return { verdict: 'fail' }
  if (acknowledged === 0) return { verdict: 'unknown', reason: 'No write was acknowledged.' }
  if (last.includes(undefined))
    return { verdict: 'unknown', reason: 'The set was not read after the last write.' }
  return { verdict: 'pass' }
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

function unexpectedElement(
  history: History,
  [first, ...others]: { value: unknown; read: Read }[],
): Anomaly | null {
  if (first === undefined) return null
  return {
    name: 'unexpected element',
    summary: `The last read shows ${others.length + 1} elements that nobody tried to write: ${JSON.stringify(first.value)} is one.`,
    witness: wholeOperations(history, [first.read.end]),
  }
}
