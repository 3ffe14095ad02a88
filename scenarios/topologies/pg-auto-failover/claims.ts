import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { failsOverInTime } from '../../claims/fails-over-in-time.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { onePrimary } from '../../claims/one-primary.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { failoverLimitMs } from '../../services/pg-auto-failover/timing.ts'
import { electsTheFurthest } from './furthest.ts'
import { needsNoMonitor, writesWithoutStandbys } from './goes-on.ts'
import { leftStandbyTakesOver } from './left-standby.ts'
import { inTime, oldPrimaryFollows } from './manual.ts'
import { noFailoverWithoutMonitor } from './no-failover.ts'
import { syncStandbysOf, type PgAutoFailoverOptions } from './options.ts'

/** What the manual says of commits that wait, or do not, and what pg_auto_failover's makers say of the rest. */
export function claimsOf(given: PgAutoFailoverOptions, workload: Workload): Claim[] {
  const always = [
    failsOverInTime(failoverLimitMs(given.timing) / 1000, inTime),
    leftStandbyTakesOver(given),
    electsTheFurthest,
    onePrimary({ id: 'replaced-primary-follows' }, oldPrimaryFollows),
    switchoverLosesNothing(workload),
    needsNoMonitor(given),
    noFailoverWithoutMonitor(given),
    ...(syncStandbysOf(given) === 0 ? [writesWithoutStandbys(given)] : []),
  ]
  if (given.sync === 'off')
    return [asyncMayLose({ synchronous_standby_names: false }, workload), ...always]
  // For whom it waits the monitor changes as it goes.
  return [
    syncLosesNothing({ synchronous_commit: 'on' }, workload),
    ...always,
    ...isolationClaims(workload),
  ]
}
