import type { History } from '../../history/history.ts'
import { faultSpans } from '../availability/faults.ts'

/**
 * Tells the phase of an operation by when it ran: the name of a fault when it overlaps one (of several, the one
 * that began last), `calm` when it ended before the first of them, else `recovery`.
 */
export function phases(history: History): (startNs: number, endNs: number) => string {
  const spans = faultSpans(history).toReversed()
  const calmUntilNs = spans.at(-1)?.startNs ?? Infinity
  return (startNs, endNs) => {
    if (endNs < calmUntilNs) return 'calm'
    const span = spans.find((s) => s.startNs <= endNs && (s.endNs === null || s.endNs >= startNs))
    return span?.fault ?? 'recovery'
  }
}
