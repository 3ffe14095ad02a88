import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import type { SharedDiskOptions } from './options.ts'

export function claimsOf(_given: SharedDiskOptions, _workload: Workload): Claim[] {
  return []
}
