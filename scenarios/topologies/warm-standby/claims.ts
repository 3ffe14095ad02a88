import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { shippedIsKept } from '../../claims/shipping.ts'
import { archiveAway } from '../../claims/archive-away.ts'
import { standbyHasAlmostAll, standbyIsSoonThePrimary } from '../../claims/takeover.ts'
import { timeoutBoundsLoss, windowSeconds } from '../../claims/archive-timeout.ts'
import { ARCHIVE } from '../../services/archive/archive.ts'
import { servers, type WarmStandbyOptions } from './cluster.ts'

/** What the manual says of it, for a run with these options. */
export function claimsOf(
  { archiveTimeout, segment }: WarmStandbyOptions,
  workload: Workload,
): Claim[] {
  const mode = {
    archive_mode: 'on',
    archive_timeout: String(archiveTimeout),
    archive_command: true,
  }
  const [primary, standby] = servers
  const mostSeconds = windowSeconds({ archiveTimeout })
  const shipping = { mode, archive: ARCHIVE, segmentBytes: Number(segment) * 2 ** 20 }
  return [
    shippedIsKept(shipping, workload),
    timeoutBoundsLoss({ ...shipping, archiveTimeout }, workload),
    standbyHasAlmostAll(
      {
        mode,
        mostSeconds,
        excuse: (evidence, failover) => archiveAway(evidence, failover, ARCHIVE, mostSeconds),
      },
      workload,
    ),
    standbyIsSoonThePrimary(mode),
    commitsWait({ mode, primary, standbys: [standby], hub: ARCHIVE, waits: false }),
  ]
}
