import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { everyServerReceives } from '../broadcast/every-server-receives.ts'
import { readsByOne } from '../broadcast/reads-by-one.ts'
import { showsTransactions } from '../../claims/shows-transactions.ts'
import { allOrNone } from '../two-phase/all-or-none.ts'
import { consistentReads } from '../../claims/consistent-reads.ts'
import { drawnOnEach } from '../../claims/drawn-values.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { serversOf } from '../two-phase/options.ts'
import type { PgpoolOptions } from './options.ts'
import { rejoinedInStep } from './rejoined.ts'
import { timestampsAreConstants } from './timestamps.ts'

/** What the manual says of middleware that sends statements to all servers, and what its makers say. */
export function claimsOf(given: PgpoolOptions, workload: Workload): Claim[] {
  const servers = serversOf(given)
  const isOfRegisters = workload.checkers().some(({ name }) => name === 'linearizability')
  const drawn = [
    drawnOnEach(servers),
    ...(workload.name === 'functions' ? [timestampsAreConstants] : []),
  ]
  return [
    // Where each server draws for itself, that they differ says nothing of what was committed.
    ...(workload.drawsByChance ? drawn : [allOrNone(servers, showsTransactions(workload))]),
    losesNothing(workload, true, 'SQL'),
    everyServerReceives(servers),
    ...(given.rejoin === 'copy' ? [] : [rejoinedInStep(servers)]),
    readsByOne(servers, 'sessions'),
    ...isolationClaims(workload),
    ...(isOfRegisters ? [consistentReads(servers)] : []),
  ]
}
