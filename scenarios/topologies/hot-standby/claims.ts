import type { Claim } from '../../../runner/claim.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { isolationHolds } from '../../claims/isolation.ts'
import type { Trial } from '../topology.ts'

const waiting = ['remote_write', 'on', 'remote_apply']

/** What the manual says of a mode; with `local`, standbys are named and a commit waits for none of them. */
export function claimsOf(
  sync: string,
  [primary, ...standbys]: string[],
  { workload, isolation }: Trial,
): Claim[] {
  const mode = { commit: sync === 'async' ? 'on' : sync, named: sync !== 'async' }
  const waitsFor = waiting.includes(sync) ? 1 : 0
  const always = commitsWait({ mode, primary, standbys, waitsFor })
  if (waitsFor === 0) return [asyncMayLose(mode), always]
  return workload === 'list-append'
    ? [syncLosesNothing(mode), always, isolationHolds(isolation)]
    : [syncLosesNothing(mode), always]
}
