import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { allOrNone } from './all-or-none.ts'
import { consistentReads } from '../../claims/consistent-reads.ts'
import { drawnOnce, drawnOnEach } from '../../claims/drawn-values.ts'
import { everyServerWaitedFor } from './every-server-waited-for.ts'
import { everyServerWrites } from '../../claims/every-server-writes.ts'
import { lockedOut } from '../../claims/locked-out.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { serversOf, type TwoPhaseOptions } from './options.ts'

/** What the manual says of several primaries, and of transactions on all of them. */
export function claimsOf(given: TwoPhaseOptions, workload: Workload): Claim[] {
  const servers = serversOf(given)
  const isOfRegisters = workload.checkers().some(({ name }) => name === 'linearizability')
  const drawn = given.ship === 'rows' ? drawnOnce(servers) : drawnOnEach(servers)
  // Where each server draws for itself, that they differ says nothing of what was committed.
  const differs = workload.drawsByChance && given.ship === 'statements'
  return [
    ...(differs ? [] : [allOrNone(servers)]),
    losesNothing(workload, given.reads === 'any'),
    everyServerWrites(servers),
    everyServerWaitedFor(servers),
    ...isolationClaims(workload),
    ...(isOfRegisters ? [consistentReads(servers), lockedOut] : []),
    ...(workload.drawsByChance ? [drawn] : []),
  ]
}
