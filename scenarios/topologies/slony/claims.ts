import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose } from '../../claims/failover.ts'
import { lagBoundsTheLoss } from '../../claims/lag-bound.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { showsOrder, withOneOrder } from '../../claims/one-order.ts'
import { standbysRefuseWrites } from '../../claims/refused-writes.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { readsInOnePiece } from '../../claims/whole-and-in-order.ts'
import { serversOf, type SlonyOptions } from './options.ts'
import { perTable } from './per-table.ts'
import { setsArriveWhole } from './whole-sets.ts'

/** No server waits for another. */
const mode = { synchronous_commit: 'on', synchronous_standby_names: false }

/** What the manual, and Slony's own, say of a set and its subscribers. */
export function claimsOf(given: SlonyOptions, workload: Workload): Claim[] {
  const [primary, ...standbys] = serversOf(given)
  const isRead = given.reads !== 'primary'
  const isOrdered = isRead && showsOrder(workload)
  const losing = isOrdered ? withOneOrder(workload) : workload
  const has = (check: string) => workload.checkers().some(({ name }) => name === check)
  return [
    {
      ...asyncMayLose(mode, losing),
      id: 'batches-may-be-lost-in-a-failover',
      sentence:
        'Because it updates the standby server asynchronously (in batches), there is possible data loss during fail over',
      source: differentSolutions,
    },
    lagBoundsTheLoss(losing),
    {
      ...switchoverLosesNothing(losing),
      id: 'moved-set-loses-nothing',
      sentence:
        'As soon as the new origin has finished processing the event (that includes any outstanding sync events that happened before, i.e. fully catching up), the new origin will take over',
      source: 'Slony-I documentation, slonik command MOVE SET',
    },
    // Whether what is in the set has arrived is told by its copies alone.
    ...(has('divergence') ? [perTable(primary)] : []),
    ...(isRead && readsInOnePiece(workload) ? [setsArriveWhole(primary, workload)] : []),
    ...(isRead && has('staleness') ? [staleReads({ mode, primary, waits: false })] : []),
    commitsWait({ mode, primary, standbys, waits: false }),
    standbysRefuseWrites,
  ]
}
