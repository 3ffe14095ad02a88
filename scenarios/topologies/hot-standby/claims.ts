import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { lossOnlyIfBothCrash } from '../../claims/both-crash.ts'
import { cascadeIsAsynchronous } from '../../claims/cascade.ts'
import { isCausallyConsistent } from '../../claims/causal.ts'
import { commitsWait } from '../../claims/commits.ts'
import { crashLosesNothing, crashLosesTheLatest } from '../../claims/crash.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import { streamsGoOnDownstream } from '../../claims/downstream.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { locksAreHeld } from '../../claims/locks.ts'
import { readsShowOneOrder, showsOrder, withOneOrder } from '../../claims/one-order.ts'
import { standbysCostNothing } from '../../claims/overhead.ts'
import { powerLossMayLose } from '../../claims/power-loss.ts'
import { standbysRefuseWrites } from '../../claims/refused-writes.ts'
import { restartCommitsWhatWaits } from '../../claims/restart.ts'
import { rewoundPrimaryFollows } from '../../claims/rewound-primary.ts'
import { returnsBeforeTheRoundTrip, waitsForTheRoundTrip } from '../../claims/round-trip.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import { delayIsUnderASecond } from '../../claims/streaming-delay.ts'
import { switchoverLosesNothing } from '../../claims/switchover.ts'
import { standbyHasAlmostAll, standbyIsSoonThePrimary } from '../../claims/takeover.ts'
import { standbyLacksTheDamage } from '../../claims/undamaged-standby.ts'
import { archiveIsWhole } from '../../claims/whole-archive.ts'
import type { SyncNames } from '../../databases/postgres/sync-names.ts'
import { balancingClaims } from './balancing/claims.ts'
import { nodesOf, syncNamesOf, waitsForStandbys, type HotStandbyOptions } from './options.ts'

/** Twice as much as a standby is typically behind. */
const ALMOST_ALL_SECONDS = 2

/** What the manual says of a mode; with `off` and `local`, standbys are named and a commit waits for none of them. */
export function claimsOf(given: HotStandbyOptions, workload: Workload): Claim[] {
  const { sync, reads, cascade, applyDelay, archive } = given
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
  const nodes = nodesOf(given)
  const ofEach = waits ? ofWaiting : ofStandbys
  const always = [
    ...(workload.commitsLocally ? [] : [commitsWait({ mode, primary, standbys, waits })]),
    ...crashClaims(given, mode, losing),
    switchoverLosesNothing(losing),
    ...(cascade === 'yes' ? [cascadeIsAsynchronous(mode, nodes)] : []),
    ...(reads === 'primary' ? [] : [staleReads(ofReads)]),
    // Who replays late on purpose is not as others typically are.
    ...(reads === 'primary' || applyDelay > 0 ? [] : [delayIsUnderASecond(mode, primary)]),
    ...(isOrdered ? [readsShowOneOrder(ofReads, workload)] : []),
    ...(workload.commitsLocally ? [] : ofEach(mode, nodes, workload)),
    ...(isSimple(given) && waits ? [isCausallyConsistent(mode, primary)] : []),
    ...balancingClaims(given, nodes, workload),
    standbysRefuseWrites,
    standbyLacksTheDamage,
    ...(given.rejoin === 'rewind' ? [rewoundPrimaryFollows] : []),
    ...(archive === 'no' ? [] : [archiveIsWhole]),
    ...(archive === 'no' || cascade === 'no' ? [] : [streamsGoOnDownstream]),
  ]
  const mayLose = asyncMayLose(mode, losing)
  if (!waits) return [mayLose, ...always]
  if (!isConfirmer(given))
    return [{ ...mayLose, id: 'unconfirmed-standby-may-lose-the-latest-writes' }, ...always]
  return [syncLosesNothing(mode, losing), ...always, ...isolationClaims(workload)]
}

/** What is left after an end without a warning; where the data lie on a disk of ours, one of a whole machine is a loss of power. */
function crashClaims(
  { sync, fsync, disk }: HotStandbyOptions,
  mode: ExpectedMode,
  workload: Workload,
): Claim[] {
  const crash = sync === 'off' ? crashLosesTheLatest : crashLosesNothing
  return disk === 'device' && fsync === 'off'
    ? [powerLossMayLose(mode, workload), crash(mode, workload, 'of servers alone')]
    : [crash(mode, workload)]
}

/** Of commits that wait for a standby: for how long, and what a restart makes of that. */
function ofWaiting(mode: ExpectedMode, nodes: readonly string[], workload: Workload): Claim[] {
  return [
    waitsForTheRoundTrip(mode, nodes),
    locksAreHeld(mode, nodes, workload),
    restartCommitsWhatWaits(mode, nodes, workload),
    lossOnlyIfBothCrash(mode, nodes, workload),
  ]
}

/** Of standbys that nobody waits for: what they have, how soon they take over, and that they cost nothing. */
function ofStandbys(mode: ExpectedMode, nodes: readonly string[], workload: Workload): Claim[] {
  return [
    standbyHasAlmostAll({ mode, mostSeconds: ALMOST_ALL_SECONDS }, workload),
    standbyIsSoonThePrimary(mode),
    standbysCostNothing(mode, nodes),
    returnsBeforeTheRoundTrip(mode, nodes),
  ]
}

/** Whether each standby that answers reads is one that every commit waits for until it shows there. */
function isSimple(given: HotStandbyOptions): boolean {
  const { sync, reads, cascade, standbys } = given
  return (
    sync === 'remote_apply' &&
    reads !== 'primary' &&
    cascade === 'no' &&
    syncNamesOf(given)!.count === standbys
  )
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
