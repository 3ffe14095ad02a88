import type { History } from '../../../history/history.ts'
import { hungUp } from '../../../checkers/integrity/failing-disk.ts'
import { failedFailovers, type FailedFailover } from '../../claims/failed-failovers.ts'
import { NOT_UP, REFUSED } from './fencing.ts'
import { NO_DISK } from './storage.ts'

/** A takeover that did not come about. */
export interface Attempt extends FailedFailover {
  /**
   * What stood in its way: the lease of whoever is at the disk, a node that is down, a disk that nobody can have, or what
   * the server or its system made of the data; what else there is says nothing of these.
   */
  by: 'lease' | 'node' | 'disk' | 'data' | 'else'
}

/** What is said of a disk that is away, and not of what is on it. */
export const ioError = new RegExp(`Input/output error|Read-only file system|${hungUp.source}`)

/** Whoever ends over data says so; one that is late may have come to begin. */
const ofData = /ended as it started|PANIC|wrong fs type|superblock/
const late = /didn't answer in|nothing came of it in/

/** Each takeover that failed, in order. */
export function failedTakeovers(history: History): Attempt[] {
  return failedFailovers(history).map((each) => ({ ...each, by: reasonOf(each.error) }))
}

function reasonOf(error: string): Attempt['by'] {
  if (error.includes(REFUSED)) return 'lease'
  if (error.includes(NO_DISK) || ioError.test(error)) return 'disk'
  if (error.includes(NOT_UP)) return 'node'
  return ofData.test(error) && !late.test(error) ? 'data' : 'else'
}
