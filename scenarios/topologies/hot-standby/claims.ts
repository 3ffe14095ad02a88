import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { cascadeIsAsynchronous } from '../../claims/cascade.ts'
import { commitsWait } from '../../claims/commits.ts'
import { crashLosesNothing, crashLosesTheLatest } from '../../claims/crash.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { readsShowOneOrder, showsOrder, withOneOrder } from '../../claims/one-order.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import type { SyncNames } from '../../databases/postgres/sync-names.ts'
import { nodesOf, syncNamesOf, waitsForStandbys, type HotStandbyOptions } from './options.ts'

/** What the manual says of a mode; with `off` and `local`, standbys are named and a commit waits for none of them. */
export function claimsOf(given: HotStandbyOptions, workload: Workload): Claim[] {
  const { sync, reads, cascade } = given
  const [primary, ...standbys] = nodesOf(given)
  const names = syncNamesOf(given)
  const mode = {
    synchronous_commit: sync === 'async' ? 'on' : sync,
    synchronous_standby_names: names === undefined ? false : asNamed(names, nodesOf(given)),
  }
  // Who lets some commits wait for nobody is promised what asynchronous ones are.
  const waits = waitsForStandbys(given) && !workload.commitsLocally
  const ofReads = { mode, primary, waits }
  const isOrdered = reads !== 'primary' && showsOrder(workload)
  const losing = isOrdered ? withOneOrder(workload) : workload
  const crash = sync === 'off' ? crashLosesTheLatest : crashLosesNothing
  const always = [
    ...(workload.commitsLocally ? [] : [commitsWait({ mode, primary, standbys, waits })]),
    crash(mode, losing),
    switchoverLosesNothing(losing),
    ...(cascade === 'yes' ? [cascadeIsAsynchronous(mode, nodesOf(given))] : []),
    ...(reads === 'primary' ? [] : [staleReads(ofReads)]),
    ...(isOrdered ? [readsShowOneOrder(ofReads, workload)] : []),
  ]
  const mayLose = asyncMayLose(mode, losing)
  if (!waits) return [mayLose, ...always]
  if (!isConfirmer(given))
    return [{ ...mayLose, id: 'unconfirmed-standby-may-lose-the-latest-writes' }, ...always]
  return [syncLosesNothing(mode, losing), ...always, ...isolationClaims(workload)]
}

/** Whether who is promoted has, if all goes well, whatever any commit waited for. */
function isConfirmer(given: HotStandbyOptions): boolean {
  const { choose, standbys } = given
  const { method, count } = syncNamesOf(given)!
  // The first of the names is the first that a commit waits for.
  return (
    choose === 'most-advanced' || count === standbys || (choose === 'first' && method === 'FIRST')
  )
}

/** So many of so many of the nodes, whoever they are by now: names change places in a failover, and who has gone for good is none. */
function asNamed({ method, count, names }: SyncNames, nodes: readonly string[]): RegExp {
  const node = `(${nodes.join('|')})`
  return new RegExp(`^${method} ${count} \\(${node}(, ${node}){${names.length - 1}}\\)$`)
}
