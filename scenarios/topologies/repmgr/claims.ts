import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { failsOverInTime } from '../../claims/fails-over-in-time.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { onePrimary } from '../../claims/one-primary.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { failoverLimitMs } from '../../services/repmgr/timing.ts'
import { attempts, oldPrimaryFenced } from './manual.ts'
import { notReplaced } from './not-replaced.ts'
import { serversOf, type RepmgrOptions } from './options.ts'
import { seenByOthers, seesNobody } from './rules.ts'

/** A daemon that hangs leaves its server to its clients; what keeps the node from everybody else is told by these. */
const silences = /^(kill|stop|pause|partition)-(?!clients|standbys)/

/** What the manual says of commits that wait, or do not, and what repmgr's makers say of the rest. */
export function claimsOf(given: RepmgrOptions, workload: Workload): Claim[] {
  const { standbys, witness, consensus, timing } = given
  const seconds = failoverLimitMs(timing) / 1000
  const rules = [
    ...(witness === 'yes' || consensus === 'yes' ? [seenByOthers(given)] : []),
    // Several that see each other may be the most there are.
    ...(witness === 'yes' && standbys === 1 ? [seesNobody] : []),
  ]
  const always = [
    failsOverInTime(seconds, attempts, silences),
    ...rules.map((rule) => notReplaced(rule, serversOf(given), seconds)),
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
