import { faultCalls } from '../../checkers/availability/calls.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

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
}

/** The moment of each crash of a fault that has several. */
export const CRASH = 'crash'

/** What ends a server without a warning, or as a hand does that is tired of waiting. */
const ending = /^(crash-|kill-|immediate-|oom-|restart-|(blackout|impatient-restart)(:|$))/

/** Those of primaries whose place nobody took: what a standby loses in a crash it gets anew. */
export function crashesOf({ history, failovers }: Evidence): Crash[] {
  const ofFaults = faultSpans(history).flatMap((span): Crash[] => {
    const { fault, struckNs, inForceNs, startRow, inForceRow, undoRow } = span
    const { before, cutAtNs } = (history.value[inForceRow] ?? {}) as Blow
    if (!ending.test(fault) || before === undefined) return []
    const { node, waiting } = before
    const isReplaced = failovers.some(
      (each) =>
        each.from === node && each.endRow > startRow && each.startRow < (undoRow ?? Infinity),
    )
    // Who crashed and was given up all the same came back before that, with what it had.
    if (isReplaced && /^(kill|immediate)-/.test(fault)) return []
    const when = { struckNs, inForceNs, ...(cutAtNs !== undefined && { cutAtNs }), inForceRow }
    return [{ fault, node, waiting, ...when }]
  })
  const observed: Crash[] = []
  faultCalls(history, (start, end) => {
    if (history.names[history.f[start]] !== CRASH || history.kinds.get(start) !== 'observed') return
    const { before, struckAtNs } = (history.value[start] ?? {}) as Blow
    if (end < 0 || before === undefined || struckAtNs === undefined) return
    const { node, waiting } = before
    const when = { struckNs: struckAtNs, inForceNs: history.timeNs[end], inForceRow: end }
    observed.push({ fault: CRASH, node, waiting, ...when })
  })
  return [...ofFaults, ...observed].toSorted((a, b) => a.struckNs - b.struckNs)
}

interface Blow {
  before?: Held
  cutAtNs?: number
  struckAtNs?: number
}
