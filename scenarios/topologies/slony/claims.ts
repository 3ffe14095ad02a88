import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { asyncMayLose } from '../../claims/failover.ts'
import { standbysRefuseWrites } from '../../claims/refused-writes.ts'
import type { SlonyOptions } from './options.ts'

/** No server waits for another. */
const mode = { synchronous_commit: 'on', synchronous_standby_names: false }

export function claimsOf(_given: SlonyOptions, workload: Workload): Claim[] {
  return [asyncMayLose(mode, workload), standbysRefuseWrites]
}
