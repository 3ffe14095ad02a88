import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

/** A primary's server crashed and recovered by itself, alone or with all others. */
export interface Crash {
  node: string
  struckNs: number
}

/** Nobody takes its place. */
const recovers = /^(crash-|blackout$)/

/** Those of primaries: what a standby loses in a crash it gets anew. */
export function crashesOf({ history }: Evidence): Crash[] {
  return faultSpans(history).flatMap(({ fault, struckNs, inForceRow }) => {
    const { before } = (history.value[inForceRow] ?? {}) as { before?: Held }
    if (!recovers.test(fault) || before === undefined) return []
    return [{ node: before.node, struckNs }]
  })
}
