import type { Claim } from '../../../../runner/claim.ts'
import type { Workload } from '../../../../runner/workload.ts'
import { readsByOne } from '../../broadcast/reads-by-one.ts'
import type { HotStandbyOptions } from '../options.ts'
import { ownWritesAreSeen } from './own-writes.ts'
import { readsReachWhomTheyShould } from './reads-reach.ts'
import { saidOf } from './said.ts'
import { writesReachThePrimary } from './writes-reach.ts'

/** Of who chooses the server of a session: whom it is sent to. */
export function balancingClaims(
  { balance, reads, loadBalanceHosts }: HotStandbyOptions,
  servers: readonly string[],
  workload: Workload,
): Claim[] {
  if (balance === 'none') return []
  const [primary] = servers
  const isDistributed = balance !== 'libpq' || loadBalanceHosts === 'random'
  const balanced = { balance, servers, primary, isDistributed }
  const ofReads =
    reads === 'any'
      ? isDistributed
        ? [readsByOne(servers, 'sessions', saidOf[balance].spread)]
        : []
      : [readsReachWhomTheyShould({ ...balanced, reads })]
  const ofTransactions = balance === 'pgpool' && reads === 'any' && workload.name === 'list-append'
  return [
    writesReachThePrimary(balanced),
    ...ofReads,
    ...(ofTransactions ? [ownWritesAreSeen(primary)] : []),
  ]
}
