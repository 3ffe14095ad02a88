import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { showsTransactions } from '../../claims/shows-transactions.ts'
import { allOrNone } from '../two-phase/all-or-none.ts'
import { consistentReads } from '../../claims/consistent-reads.ts'
import { drawnOnEach } from '../../claims/drawn-values.ts'
import { everyServerWaitedFor } from '../two-phase/every-server-waited-for.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { serversOf } from '../two-phase/options.ts'
import { everyServerReceives, readWriteQueries } from './every-server-receives.ts'
import type { BroadcastOptions } from './options.ts'
import { readsByOne } from './reads-by-one.ts'

/** What the manual says of middleware that sends statements to all servers. */
export function claimsOf(given: BroadcastOptions, workload: Workload): Claim[] {
  const servers = serversOf(given)
  const isOfRegisters = workload.checkers().some(({ name }) => name === 'linearizability')
  return [
    // Where each server draws for itself, that they differ says nothing of what was committed.
    ...(workload.drawsByChance
      ? [drawnOnEach(servers)]
      : [allOrNone(servers, showsTransactions(workload))]),
    losesNothing(workload, given.commit === 'plain', 'SQL'),
    everyServerReceives(servers),
    everyServerWaitedFor(servers, readWriteQueries),
    readsByOne(servers),
    ...isolationClaims(workload),
    ...(isOfRegisters ? [consistentReads(servers)] : []),
  ]
}
