import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { isolationClaims } from '../../claims/isolation.ts'
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
  const always = commitsWait({ mode, primary, standbys, waitsFor })
  const apart = reads === 'primary' ? [] : [staleReads({ mode, primary, waits: waitsFor > 0 })]
  if (waitsFor === 0) return [asyncMayLose(mode, workload), always, ...apart]
  return [syncLosesNothing(mode, workload), always, ...apart, ...isolationClaims(workload)]
}
