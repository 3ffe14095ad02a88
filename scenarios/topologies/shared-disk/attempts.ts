import { faultCalls, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import { NOT_UP, REFUSED } from './fencing.ts'

/** A takeover that did not come about. */
export interface Attempt {
  from: string
  startRow: number
  error: string
  /** What stood in its way: the lease of whoever is at the disk, a node that is down, or what the server made of the data. */
  by: 'lease' | 'node' | 'data'
}

/** Each takeover that failed, in order. */
export function failedTakeovers(history: History): Attempt[] {
  const found: Attempt[] = []
  faultCalls(history, (startRow, endRow) => {
    if (history.names[history.f[startRow]] !== 'failover') return
    if (endRow < 0 || outcome(history, endRow) === OK) return
    const { from } = history.value[startRow] as { from: string }
    const error = history.errors.get(endRow) ?? ''
    found.push({ from, startRow, error, by: reasonOf(error) })
  })
  return found
}

function reasonOf(error: string): Attempt['by'] {
  if (error.includes(REFUSED)) return 'lease'
  return error.includes(NOT_UP) ? 'node' : 'data'
}
