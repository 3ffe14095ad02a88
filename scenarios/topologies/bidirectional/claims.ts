import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { answeredByEach } from '../../claims/answered-by-each.ts'
import { goesOnAlone } from '../../claims/goes-on-alone.ts'
import { askedOf } from '../../claims/writes-during.ts'
import { conflictStops } from './conflict-stops.ts'
import { conflictsNeedResolution } from './conflicts-need-resolution.ts'
import { deathLoses } from './death-loses.ts'
import { asynchronousMultimaster, inTheMatrix } from './manual.ts'
import { otherRowsConverge } from './other-rows-converge.ts'
import { serversOf, type BidirectionalOptions } from './options.ts'
import { updatesAreLost } from './updates-are-lost.ts'
import { updatesAreSkipped } from './updates-are-skipped.ts'

/** What the manual says of servers that each take writes and hear of the others' later. */
export function claimsOf(options: BidirectionalOptions, workload: Workload): Claim[] {
  const servers = serversOf(options)
  const isRead = workload.checkers().some(({ name }) => name === 'staleness')
  // Only elements of rows that are updated can be lost by an update.
  const isCounted =
    workload.losses.durability !== undefined && workload.tables[0].rows !== undefined
  return [
    inTheMatrix({
      id: 'several-primaries',
      sentence: 'Allows multiple primary servers',
      ...answeredByEach(servers, 'write'),
    }),
    ...(isRead ? [readsOnEach(servers)] : []),
    worksAlone(servers),
    otherRowsConverge(servers),
    conflictsNeedResolution(servers),
    ...(isCounted ? [updatesAreLost(servers, workload)] : []),
    conflictStops(servers),
    updatesAreSkipped(servers),
    ...(options.afterDeath === 'replace' ? [deathLoses(workload)] : []),
  ]
}

function readsOnEach(servers: readonly string[]): Claim {
  return inTheMatrix({
    id: 'each-server-answers-reads',
    sentence: 'Replicas accept read-only queries',
    ...answeredByEach(servers, 'read'),
  })
}

function worksAlone(servers: readonly string[]): Claim {
  return asynchronousMultimaster({
    id: 'each-server-works-independently',
    sentence: 'each server works independently',
    covers: () => false,
    ...goesOnAlone({
      names: servers,
      isOwn: askedOf,
      ownWrites: (server) => `at ${server}`,
    }),
  })
}
