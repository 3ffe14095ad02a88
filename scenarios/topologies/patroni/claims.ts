import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { failsOverInTime } from '../../claims/fails-over-in-time.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { onePrimary } from '../../claims/one-primary.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { HAPROXY } from '../../services/haproxy/haproxy.ts'
import { lossIsBounded } from './bounded-loss.ts'
import { demotesItself } from './demotes-itself.ts'
import { goesOnWithoutEtcd } from './goes-on.ts'
import { noCommits, synchronous, ttl } from './manual.ts'
import { failoverSeconds, type PatroniOptions } from './options.ts'

/** What Patroni's documentation says of who leads, of what a failover loses, and of a time without etcd. */
export function claimsOf(given: PatroniOptions, workload: Workload): Claim[] {
  const { synchronousMode, failsafe, route } = given
  return [
    ...(synchronousMode === 'off' ? asynchronous(given, workload) : synchronously(workload)),
    failsOverInTime(failoverSeconds(given), ttl),
    ...onePrimaryBy(route),
    demotesItself(given),
    ...(failsafe === 'on' ? [goesOnWithoutEtcd(given)] : []),
    switchoverLosesNothing(workload),
  ]
}

function asynchronous(given: PatroniOptions, workload: Workload): Claim[] {
  return [asyncMayLose({ synchronous_standby_names: false }, workload), lossIsBounded(given)]
}

/** Which standby commits wait for is Patroni's to choose, and for a moment after a promotion it is none. */
function synchronously(workload: Workload): Claim[] {
  return [{ ...syncLosesNothing({}, workload), ...synchronous }, ...isolationClaims(workload)]
}

/** Whoever goes past HAProxy is promised the same. */
function onePrimaryBy(route: PatroniOptions['route']): Claim[] {
  if (route !== 'both') return [onePrimary({ id: 'one-primary' }, noCommits)]
  return [
    onePrimary({ id: 'one-primary', through: HAPROXY }, noCommits),
    onePrimary({ id: 'one-primary-for-all' }, noCommits),
  ]
}
