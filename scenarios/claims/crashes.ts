import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

/** A primary's server crashed and recovered by itself, alone or with all others, or was restarted. */
export interface Crash {
  fault: string
  node: string
  struckNs: number
  /** Commits that waited for a standby at the last moment. */
  waiting: number
  /** Since when its standbys had been out of its reach, where the blow was prepared so. */
  cutAtNs?: number
  inForceRow: number
}

/** Nobody takes its place. */
const recovers = /^(crash-|(blackout|impatient-restart)(:|$))/

/** Those of primaries: what a standby loses in a crash it gets anew. */
export function crashesOf({ history }: Evidence): Crash[] {
  return faultSpans(history).flatMap(({ fault, struckNs, inForceRow }) => {
    const { before, cutAtNs } = (history.value[inForceRow] ?? {}) as Blow
    if (!recovers.test(fault) || before === undefined) return []
    const { node, waiting } = before
    return [
      { fault, node, struckNs, waiting, ...(cutAtNs !== undefined && { cutAtNs }), inForceRow },
    ]
  })
}

interface Blow {
  before?: Held
  cutAtNs?: number
}
