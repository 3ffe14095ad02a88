import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { consistentReads } from '../two-phase/consistent-reads.ts'
import { drawnOnce } from '../two-phase/drawn-values.ts'
import { everyServerWrites } from '../two-phase/every-server-writes.ts'
import { losesNothing } from '../two-phase/loses-nothing.ts'
import { serversOf, type GaleraOptions } from './options.ts'

/** What the manual says of several primaries that commit together. */
export function claimsOf(given: GaleraOptions, workload: Workload): Claim[] {
  const servers = serversOf(given)
  const isOfRegisters = workload.checkers().some(({ name }) => name === 'linearizability')
  return [
    losesNothing(workload, given.syncWait === '0'),
    everyServerWrites(servers),
    ...(isOfRegisters ? [consistentReads(servers)] : []),
    ...(workload.drawsByChance ? [drawnOnce(servers)] : []),
  ]
}
