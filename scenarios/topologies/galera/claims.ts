import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { consistentReads } from '../../claims/consistent-reads.ts'
import { drawnOnce } from '../../claims/drawn-values.ts'
import { everyServerWrites } from '../../claims/every-server-writes.ts'
import { lockedOutBy } from '../../claims/locked-out.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { boundedQueue } from './bounded-queue.ts'
import { levelClaims } from './levels.ts'
import { serversOf, type GaleraOptions } from './options.ts'

/** A deadlock, which is also what is said of a transaction that another server's was let pass, and a lock not had in time. */
const refusals = /^(?:1213|1205) /

/** What the manual says of several primaries that commit together. */
export function claimsOf(given: GaleraOptions, workload: Workload): Claim[] {
  const servers = serversOf(given)
  const isOfRegisters = workload.checkers().some(({ name }) => name === 'linearizability')
  return [
    losesNothing(workload, given.syncWait === '0'),
    everyServerWrites(servers),
    ...levelClaims(given, workload),
    ...(isOfRegisters ? [consistentReads(servers), lockedOutBy(refusals)] : []),
    ...(workload.drawsByChance ? [drawnOnce(servers)] : []),
    boundedQueue(servers),
  ]
}
