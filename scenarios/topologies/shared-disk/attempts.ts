import type { History } from '../../../history/history.ts'
import { failedFailovers, type FailedFailover } from '../../claims/failed-failovers.ts'
import { NOT_UP, REFUSED } from './fencing.ts'

/** A takeover that did not come about. */
export interface Attempt extends FailedFailover {
  /** What stood in its way: the lease of whoever is at the disk, a node that is down, or what the server made of the data. */
  by: 'lease' | 'node' | 'data'
}

/** Each takeover that failed, in order. */
export function failedTakeovers(history: History): Attempt[] {
  return failedFailovers(history).map((each) => ({ ...each, by: reasonOf(each.error) }))
}

function reasonOf(error: string): Attempt['by'] {
  if (error.includes(REFUSED)) return 'lease'
  return error.includes(NOT_UP) ? 'node' : 'data'
}
