import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { shippedIsKept } from '../../claims/shipping.ts'
import { timeoutBoundsLoss } from '../../claims/archive-timeout.ts'
import { ARCHIVE, servers, type WarmStandbyOptions } from './cluster.ts'

/** What the manual says of it, for a run with these options. */
export function claimsOf(options: WarmStandbyOptions, workload: Workload): Claim[] {
  const { archiveTimeout, segmentBytes } = options
  const mode = {
    archive_mode: 'on',
    archive_timeout: String(archiveTimeout),
    archive_command: true,
  }
  const [primary, standby] = servers
  const shipping = { mode, archive: ARCHIVE }
  return [
    shippedIsKept(shipping, workload),
    timeoutBoundsLoss({ ...shipping, archiveTimeout, segmentBytes }, workload),
    commitsWait({ mode, primary, standbys: [standby], hub: ARCHIVE, waitsFor: 0 }),
  ]
}
