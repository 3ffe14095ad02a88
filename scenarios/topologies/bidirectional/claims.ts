import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { answeredByEach } from '../../claims/answered-by-each.ts'
import { goesOnAlone } from '../../claims/goes-on-alone.ts'
import { askedOf } from '../../claims/writes-during.ts'
import { conflictsAreRefused } from './conflicts-are-refused.ts'
import { conflictStops } from './conflict-stops.ts'
import { conflictsNeedResolution } from './conflicts-need-resolution.ts'
import type { Filled } from './contested.ts'
import { deathLoses } from './death-loses.ts'
import { asynchronousMultimaster, inTheMatrix, saidOf } from './manual.ts'
import { otherRowsConverge } from './other-rows-converge.ts'
import { ruleOf, serversOf, type BidirectionalOptions, type Rule } from './options.ts'
import { ruleIsKept } from './rule-is-kept.ts'
import { ruleMakesEqual } from './rule-makes-equal.ts'
import { updatesAreLost } from './updates-are-lost.ts'
import { updatesAreSkipped } from './updates-are-skipped.ts'

/** What the manual says of servers that each take writes and hear of the others' later. */
export function claimsOf(options: BidirectionalOptions, workload: Workload): Claim[] {
  const servers = serversOf(options)
  const isRead = workload.checkers().some(({ name }) => name === 'staleness')
  const filled = filledUnder(ruleOf(options), servers[0], workload)
  return [
    inTheMatrix({
      id: 'several-primaries',
      sentence: 'Allows multiple primary servers',
      ...answeredByEach(servers, 'write'),
    }),
    ...(isRead ? [readsOnEach(servers)] : []),
    worksAlone(servers),
    otherRowsConverge(servers, filled),
    ...ofConflicts(servers, ruleOf(options), workload, filled),
    ...(options.afterDeath === 'replace' ? [deathLoses(workload)] : []),
  ]
}

/** Whoever keeps what it has keeps what a row was set up as, too, which the first server wrote. */
function filledUnder(rule: Rule, at: string, { tables }: Workload): Filled | undefined {
  const keepsWhatIsThere = ['error', 'keep_local', 'first_update_wins'].includes(rule)
  if (!keepsWhatIsThere) return undefined
  return { rows: new Set(tables[0].rows?.map(([key]) => Number(key))), at }
}

/** What is said of a row that several servers wrote, by what each does where a change meets another's. */
function ofConflicts(
  servers: readonly string[],
  rule: Rule,
  workload: Workload,
  filled?: Filled,
): Claim[] {
  if (rule === 'error') return [conflictsAreRefused(servers, filled!)]
  // Only elements of rows that are updated can be lost by an update, and only where another version replaces them.
  const isCounted =
    workload.losses.durability !== undefined &&
    workload.tables[0].rows !== undefined &&
    rule !== 'keep_local'
  const mayAgree = rule === 'first_update_wins'
  return [
    rule === 'last_update_wins'
      ? ruleMakesEqual(servers)
      : conflictsNeedResolution({ servers, filled, mayAgree }),
    ...(isCounted ? [updatesAreLost({ servers, workload, filled, told: saidOf(rule) })] : []),
    rule === 'none' ? conflictStops(servers) : ruleIsKept(servers, rule),
    updatesAreSkipped(servers),
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
