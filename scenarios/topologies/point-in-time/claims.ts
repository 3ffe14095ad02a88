import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { recoversToAnyTime } from '../../claims/recovery.ts'
import type { PointInTimeOptions } from './cluster.ts'

/** What the manual says of it. */
export function claimsOf({ fsync }: PointInTimeOptions, workload: Workload): Claim[] {
  return [recoversToAnyTime(workload, fsync)]
}
