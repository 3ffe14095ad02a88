import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { readsShowOneOrder, showsOrder, withOneOrder } from '../../claims/one-order.ts'
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
  const isOrdered = reads !== 'primary' && showsOrder(workload)
  const apart = [
    ...(reads === 'primary' ? [] : [staleReads(ofReads)]),
    ...(isOrdered ? [readsShowOneOrder(ofReads, workload)] : []),
  ]
  const losing = isOrdered ? withOneOrder(workload) : workload
  if (workload.commitsLocally) return [asyncMayLose(mode, losing), ...apart]
  const always = commitsWait({ mode, primary, standbys, waitsFor })
  if (!waits) return [asyncMayLose(mode, losing), always, ...apart]
  return [syncLosesNothing(mode, losing), always, ...apart, ...isolationClaims(workload)]
}
