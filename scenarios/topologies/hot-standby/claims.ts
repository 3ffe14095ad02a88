import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { readsShowOneOrder, showsOrder } from '../../claims/one-order.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import type { Reads } from './reads.ts'

const waiting = ['remote_write', 'on', 'remote_apply']

/** What the manual says of a mode; with `local`, standbys are named and a commit waits for none of them. */
export function claimsOf(
  sync: string,
  [primary, ...standbys]: string[],
  reads: Reads,
  workload: Workload,
): Claim[] {
  const mode = {
    synchronous_commit: sync === 'async' ? 'on' : sync,
    synchronous_standby_names: sync !== 'async',
  }
  const waitsFor = waiting.includes(sync) ? 1 : 0
  // Who lets some commits wait for nobody is promised what asynchronous ones are.
  const waits = waitsFor > 0 && !workload.commitsLocally
  const ofReads = { mode, primary, waits }
  const apart = reads === 'primary' ? [] : [staleReads(ofReads)]
  if (apart.length > 0 && showsOrder(workload)) apart.push(readsShowOneOrder(ofReads, workload))
  if (workload.commitsLocally) return [asyncMayLose(mode, workload), ...apart]
  const always = commitsWait({ mode, primary, standbys, waitsFor })
  if (!waits) return [asyncMayLose(mode, workload), always, ...apart]
  return [syncLosesNothing(mode, workload), always, ...apart, ...isolationClaims(workload)]
}
