import { faultCalls, outcome } from '../../checkers/availability/calls.ts'
import { OK, type History } from '../../history/history.ts'

/** A failover that was begun and did not come about, as far as is known. */
export interface FailedFailover {
  from: string
  startRow: number
  error: string
}

/** Each one that came to an end, in order. */
export function failedFailovers(history: History): FailedFailover[] {
  const found: FailedFailover[] = []
  faultCalls(history, (startRow, endRow) => {
    if (history.names[history.f[startRow]] !== 'failover') return
    if (endRow < 0 || outcome(history, endRow) === OK) return
    const { from } = history.value[startRow] as { from: string }
    found.push({ from, startRow, error: history.errors.get(endRow) ?? '' })
  })
  return found
}
