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

/** What ends a server without a warning, or as a hand does that is tired of waiting. */
const ending = /^(crash-|kill-|(blackout|impatient-restart)(:|$))/

/** Those of primaries whose place nobody took: what a standby loses in a crash it gets anew. */
export function crashesOf({ history, failovers }: Evidence): Crash[] {
  return faultSpans(history).flatMap((span) => {
    const { fault, struckNs, inForceNs, startRow, inForceRow, undoRow } = span
    const { before, cutAtNs } = (history.value[inForceRow] ?? {}) as Blow
    if (!ending.test(fault) || before === undefined) return []
    const { node, waiting } = before
    const isReplaced = failovers.some(
      (each) =>
        each.from === node && each.endRow > startRow && each.startRow < (undoRow ?? Infinity),
    )
    // Who crashed and was given up all the same came back before that, with what it had.
    if (isReplaced && fault.startsWith('kill-')) return []
    const when = { struckNs, inForceNs, ...(cutAtNs !== undefined && { cutAtNs }), inForceRow }
    return [{ fault, node, waiting, ...when }]
  })
}

interface Blow {
  before?: Held
  cutAtNs?: number
}
