import { faultCalls } from '../../checkers/availability/calls.ts'
import {
  CRASH,
  isEnd,
  isLie,
  isLossOfPower,
  isOrderly,
  isRestart,
} from '../../checkers/availability/deaths.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import { endedByDisk } from '../../checkers/integrity/failing-disk.ts'
import { changesOf, type Evidence, type Failover, type Held } from '../../runner/evidence.ts'
import { acknowledgedBetween } from './acknowledged.ts'

/** A primary's server crashed and recovered by itself, alone or with all others, or was restarted. */
export interface Crash {
  fault: string
  node: string
  /** Between these two times the blow fell: on a busy machine it takes its time. */
  struckNs: number
  inForceNs: number
  /** Commits that waited for a standby at the last moment. */
  waiting: number
  /** Since when its standbys had been out of its reach, where the blow was prepared so. */
  cutAtNs?: number
  inForceRow: number
  /** Its machine lost what its disk had not kept, and no server alone died. */
  isLossOfPower: boolean
  /** Since when its disk had kept nothing of what it said to have kept. */
  liedSinceNs?: number
  /** Its own disk ended it, between these times, and maybe more than once. */
  isByDisk?: true
}

/** Whether the primary that was replaced had been shut down in order before anybody fenced it: all that it had was sent. */
export function fellInOrder({ history }: Evidence, { from, startRow, held }: Failover): boolean {
  const blow = faultSpans(history).find(({ struckNs }) => struckNs === held?.struckNs)
  if (blow === undefined || !blow.fault.startsWith('stop-') || blow.inForceRow > startRow)
    return false
  let isFenced = false
  faultCalls(history, (start) => {
    const { node } = (history.value[start] ?? {}) as { node?: string }
    if (history.names[history.f[start]] === 'fence' && node === from)
      isFenced ||= start > blow.startRow && start < blow.inForceRow
  })
  return !isFenced
}

/** Those of primaries whose place nobody took: what a standby loses in a crash it gets anew. */
export function crashesOf(evidence: Evidence): Crash[] {
  return endsOf(evidence).filter(({ fault }) => !isOrderly(fault))
}

/** The same, and those that were shut down in order and started again at once. */
export function endsOf(evidence: Evidence): Crash[] {
  const { history, failovers } = evidence
  const ofFaults = faultSpans(history).flatMap((span): Crash[] => {
    const { fault, struckNs, inForceNs, startRow, inForceRow, undoRow } = span
    const { before, cutAtNs } = (history.value[inForceRow] ?? {}) as Blow
    if (!isEnd(fault) || before === undefined) return []
    const { node, waiting } = before
    const backRow = isRestart(fault) ? inForceRow : (undoRow ?? Infinity)
    const isReplaced = failovers.some(
      (each) => each.from === node && each.endRow > startRow && each.startRow < backRow,
    )
    if (isReplaced) return []
    const when = { struckNs, inForceNs, ...(cutAtNs !== undefined && { cutAtNs }), inForceRow }
    const lied = isLie(fault) && { liedSinceNs: span.startNs }
    return [{ fault, node, waiting, ...when, isLossOfPower: isLossOfPower(fault), ...lied }]
  })
  const observed: Crash[] = []
  faultCalls(history, (start, end) => {
    if (history.names[history.f[start]] !== CRASH || history.kinds.get(start) !== 'observed') return
    const { before, struckAtNs } = (history.value[start] ?? {}) as Blow
    if (end < 0 || before === undefined || struckAtNs === undefined) return
    const { node, waiting } = before
    if (isGivenUp(evidence, node, end)) return
    const when = { struckNs: struckAtNs, inForceNs: history.timeNs[end], inForceRow: end }
    observed.push({ fault: CRASH, node, waiting, ...when, isLossOfPower: false })
  })
  return [...ofFaults, ...observed, ...endsByDisk(evidence)].toSorted(
    (a, b) => a.struckNs - b.struckNs,
  )
}

/** What a disk had not kept as it failed goes too, for its node boots anew before it is used again. */
function endsByDisk(evidence: Evidence): Crash[] {
  const { history, failovers, modes } = evidence
  return endedByDisk(history).flatMap(({ node, span, isTold }): Crash[] => {
    const { fault, startNs, endNs, startRow, undoRow, inForceRow } = span
    const before = changesOf(evidence).findLast(({ endRow }) => endRow < startRow)
    const isPrimary = node === (before?.to ?? modes[0]?.node)
    const isReplaced = failovers.some(
      (each) =>
        each.from === node && each.endRow > startRow && each.startRow < (undoRow ?? Infinity),
    )
    if (!isTold || !isPrimary || isReplaced) return []
    const when = { struckNs: startNs, inForceNs: endNs ?? Infinity, inForceRow }
    return [{ fault, node, waiting: 0, ...when, isLossOfPower: true, isByDisk: true }]
  })
}

/** Whether a primary that crashed was replaced before anybody saw it come back. */
function isGivenUp(evidence: Evidence, node: string, row: number): boolean {
  const { timeNs } = evidence.history
  const next = evidence.failovers.find(({ from, startRow }) => from === node && startRow > row)
  return (
    next !== undefined &&
    acknowledgedBetween(evidence, node, timeNs[row], timeNs[next.startRow]) === 0
  )
}

interface Blow {
  before?: Held
  cutAtNs?: number
  struckAtNs?: number
}
