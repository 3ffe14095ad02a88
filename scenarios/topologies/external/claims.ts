import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { crashLosesNothing } from '../../claims/crash.ts'
import { silencing } from '../../claims/fails-over-in-time.ts'
import { asyncMayLose, syncLosesNothing } from '../../claims/failover.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { readsShowOneOrder, showsOrder, withOneOrder } from '../../claims/one-order.ts'
import { standbysRefuseWrites } from '../../claims/refused-writes.ts'
import { staleReads } from '../../claims/stale-reads.ts'
import { standbyHasAlmostAll, standbyIsSoonThePrimary } from '../../claims/takeover.ts'
import { waitsForStandbys } from '../hot-standby/options.ts'
import { isWatched, type Description } from './description.ts'

/** Twice as much as a standby is typically behind. */
const ALMOST_ALL_SECONDS = 2

/** What the manual says of such a cluster, as far as its file tells what it is: of a database that is not PostgreSQL only what holds of all. */
export function claimsOf(description: Description, workload: Workload): Claim[] {
  const { protocol, sync, nodes } = description
  const waits = waitsForStandbys({ sync }) && !workload.commitsLocally
  if (protocol === 'mysql')
    return waits ? [losesNothing(workload, false, 'SM', waysBesideNames(description))] : []
  const reads = nodes.some(({ name }) => name === 'read')
  const names = nodes.filter(({ role }) => role !== 'proxy').map(({ name }) => name)
  if (!isWatched(description))
    return waits || names.length === 1
      ? isolationClaims(workload)
      : isolationWhere(isUndisturbed, workload)
  const [primary, ...standbys] = names
  const mode = {
    synchronous_commit: sync === 'async' ? 'on' : sync,
    synchronous_standby_names: waits,
  }
  const ofReads = { mode, primary, waits }
  const isOrdered = reads && showsOrder(workload)
  const losing = isOrdered ? withOneOrder(workload) : workload
  return [
    ...(waits
      ? [syncLosesNothing(mode, losing), ...isolationClaims(workload)]
      : [asyncMayLose(mode, losing), ...ofAsynchronous(mode, workload)]),
    // Whom a commit waits for the servers tell by names of their own, which need not be the file's.
    ...(waits || workload.commitsLocally ? [] : [commitsWait({ mode, primary, standbys, waits })]),
    ...(sync === 'off' ? [] : [crashLosesNothing(mode, losing)]),
    ...(reads ? [staleReads(ofReads)] : []),
    ...(isOrdered ? [readsShowOneOrder(ofReads, workload)] : []),
    standbysRefuseWrites,
  ]
}

/** By which names writes may go whose server nobody can tell. */
function waysBesideNames({ nodes }: Description): string[] {
  const ways = nodes.filter(({ role }) => role === 'proxy').map(({ name }) => name)
  return nodes.every(({ dsn }) => dsn) ? [] : ways
}

function ofAsynchronous(mode: ExpectedMode, workload: Workload): Claim[] {
  return [
    standbyHasAlmostAll({ mode, mostSeconds: ALMOST_ALL_SECONDS }, workload),
    standbyIsSoonThePrimary(mode),
    ...isolationWhere(({ failovers }) => failovers.length === 0, workload),
  ]
}

/** A failover may lose what a transaction saw, where commits wait for nobody. */
function isolationWhere(trial: (evidence: Evidence) => boolean, workload: Workload): Claim[] {
  return isolationClaims(workload).map((claim) => ({ ...claim, trial }))
}

/** Nobody here sees a failover, but only what may make whoever runs the cluster fail over. */
function isUndisturbed({ history }: Evidence): boolean {
  return !faultSpans(history).some(({ fault }) => silencing.test(fault))
}
