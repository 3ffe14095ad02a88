import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { failsOverInTime } from '../../claims/fails-over-in-time.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { onePrimary } from '../../claims/one-primary.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { failoverLimitMs } from '../../services/repmgr/timing.ts'
import { attempts, oldPrimaryFenced } from './manual.ts'
import type { RepmgrOptions } from './options.ts'

/** What the manual says of commits that wait, or do not, and what repmgr's makers say of the rest. */
export function claimsOf(given: RepmgrOptions, workload: Workload): Claim[] {
  const always = [
    failsOverInTime(failoverLimitMs(given.timing) / 1000, attempts),
    onePrimary({ id: 'replaced-primary-takes-no-writes' }, oldPrimaryFenced),
    switchoverLosesNothing(workload),
  ]
  if (given.sync === 'off')
    return [asyncMayLose({ synchronous_standby_names: false }, workload), ...always]
  return [
    syncLosesNothing({ synchronous_commit: 'on', synchronous_standby_names: true }, workload),
    ...always,
    ...isolationClaims(workload),
  ]
}
