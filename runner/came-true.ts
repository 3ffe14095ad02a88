import { UNMET } from '../history/events.ts'
import type { Condition, Seen } from './condition.ts'
import { recordMoment, type Recorder } from './recorder.ts'

/** A condition that is waited for, and what waits for it. */
export interface Wait {
  condition?: Condition
  patienceMs?: number
  what?: string
}

/**
 * Whether a condition came true before its patience was at an end. What did not, then or by the signal, stands in the
 * history, for whoever judges it; after the signal it rejects.
 */
export async function cameTrue(
  { condition, patienceMs, what }: Wait,
  { seen, record }: { seen: Seen; record: Recorder },
  over: AbortSignal,
): Promise<boolean> {
  if (condition === undefined) return true
  const begin = performance.now()
  const impatient = new AbortController()
  const timer =
    patienceMs === undefined ? undefined : setTimeout(() => impatient.abort(), patienceMs)
  const patience = AbortSignal.any([over, impatient.signal])
  try {
    await condition.holds(seen, patience)
    return true
  } catch (error) {
    if (!patience.aborted) throw error
    const waitedMs = Math.round(performance.now() - begin)
    recordMoment(record, 'observed', UNMET, { when: condition.name, waitedMs, what })
    if (over.aborted) throw new DOMException('The run is over.', 'AbortError')
    return false
  } finally {
    clearTimeout(timer)
  }
}
