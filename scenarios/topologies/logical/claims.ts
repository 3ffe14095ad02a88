import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import { showsOrder, withOneOrder } from '../../claims/one-order.ts'
import { standbysCostNothing } from '../../claims/overhead.ts'
import { returnsBeforeTheRoundTrip, waitsForTheRoundTrip } from '../../claims/round-trip.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { readsInOnePiece } from '../../claims/whole-and-in-order.ts'
import { conflictStops } from './conflict-stops.ts'
import { appliesInOrder } from './in-order.ts'
import { initialCopyIsWhole } from './initial-copy.ts'
import { lagBoundsTheLoss } from '../../claims/lag-bound.ts'
import { applyCommitTells } from './lazy-apply.ts'
import { neverAhead } from './never-ahead.ts'
import { noConflicts } from './no-conflicts.ts'
import { ddlIsNot, sequencesAreNot } from './not-replicated.ts'
import { nodesOf, subscribersOf, syncNamesOf, type LogicalOptions } from './options.ts'
import { perTable } from './per-table.ts'

/** What the manual says of a publication and its subscribers, for a run with these options. */
export function claimsOf(given: LogicalOptions, workload: Workload): Claim[] {
  const nodes = nodesOf(given)
  const [primary] = nodes
  const subscribers = subscribersOf(given)
  const { sync, reads, writes } = given
  // Where clients write anywhere nobody promises anything else.
  if (writes === 'any') return [noConflicts(nodes)]
  const mode = {
    synchronous_commit: sync === 'async' ? 'on' : sync,
    synchronous_standby_names: syncNamesOf(given) ?? false,
  }
  const waits = sync !== 'async'
  const isRead = reads !== 'primary'
  const losing = isRead && showsOrder(workload) ? withOneOrder(workload) : workload
  const tellsAges = workload.checkers().some(({ name }) => name === 'staleness')
  return [
    ...(waits ? [syncLosesNothing(mode, losing)] : [asyncMayLose(mode, losing)]),
    perTable(primary, subscribers, given.failover === 'standby'),
    sequencesAreNot(primary, subscribers),
    ddlIsNot(primary, subscribers),
    ...(isRead && readsInOnePiece(workload) ? [appliesInOrder(primary, workload)] : []),
    ...(isRead && tellsAges ? [staleReads({ mode, primary, waits: false })] : []),
    ...(given.failover === 'subscriber'
      ? ofSubscribers(given, mode, losing)
      : [neverAhead(primary, subscribers)]),
  ]
}

/** Of subscribers that take the primary's place, and that commits may wait for. */
function ofSubscribers(given: LogicalOptions, mode: ExpectedMode, workload: Workload): Claim[] {
  const nodes = nodesOf(given)
  const [primary, ...standbys] = nodes
  const waits = given.sync !== 'async'
  return [
    noConflicts(nodes),
    conflictStops,
    initialCopyIsWhole(primary),
    switchoverLosesNothing(workload),
    commitsWait({ mode, primary, standbys, waits }),
    ...(waits
      ? [waitsForTheRoundTrip(mode, nodes)]
      : [
          lagBoundsTheLoss(workload),
          returnsBeforeTheRoundTrip(mode, nodes),
          standbysCostNothing(mode, nodes),
        ]),
    ...(given.sync === 'on' ? [applyCommitTells(mode, primary, given)] : []),
  ]
}
