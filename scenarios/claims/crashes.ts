import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

/** A primary's server crashed and recovered by itself. */
export interface Crash {
  node: string
  struckNs: number
}

/** Those of primaries: what a standby loses in a crash it gets anew. */
export function crashesOf({ history }: Evidence): Crash[] {
  return faultSpans(history).flatMap(({ fault, struckNs, inForceRow }) => {
    const { before } = (history.value[inForceRow] ?? {}) as { before?: Held }
    if (!fault.startsWith('crash-') || before === undefined) return []
    return [{ node: before.node, struckNs }]
  })
}
