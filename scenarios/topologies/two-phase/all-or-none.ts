import { clientCalls, outcome } from '../../../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { INFO, OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { compareAtRest, speaksOfDifference } from './at-rest.ts'

/** Commits that something came into the middle of end on all servers or on none. */
export function allOrNone(servers: readonly string[]): Claim {
  return {
    id: 'all-commit-or-none',
    sentence:
      'care must be taken that all transactions either commit or abort on all servers, perhaps using two-phase commit (PREPARE TRANSACTION and COMMIT PREPARED)',
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
    trial: ({ history }) => faultSpans(history).length > 0,
    covers: (check, ...more) => check === 'orphans' || speaksOfDifference(check, ...more),
    decide({ checks }, { history }) {
      const spans = faultSpans(history)
      const resolved = resolvedIn(history)
      const power = { interrupted: interruptedBy(history, spans), resolved: resolved.all }
      const { unread, difference } = compareAtRest(history, servers)
      if (difference !== undefined) return { verdict: 'violated', reason: difference, power }
      if (checks.orphans?.verdict === 'fail')
        return { verdict: 'violated', reason: checks.orphans.anomalies[0].summary, power }
      if (unread !== undefined) return unknown(`Not all that ${unread} holds was read.`, power)
      if (checks.orphans?.verdict !== 'pass')
        return unknown('Whether a transaction was left prepared is not known.', power)
      if (power.interrupted === 0)
        return unknown('No write was under way when something failed.', power)
      return {
        verdict: 'holds',
        reason: `${power.interrupted} writes were under way when something failed, ${resolved.told} At rest all ${servers.length} servers hold the same, and none holds anything prepared.`,
        power,
      }
    },
  }
}

/** Writes that were under way when a fault struck and were not acknowledged, or of which nobody knows since. */
function interruptedBy(history: History, spans: readonly FaultSpan[]): number {
  const { timeNs } = history
  let interrupted = 0
  clientCalls(history, (start, end) => {
    const how = outcome(history, end)
    if (isRead(history, start) || how === OK) return
    const untilNs = end < 0 ? Infinity : timeNs[end]
    // A death at a moment of a commit is noticed a little later, when its clients have long been told nothing.
    const isIn = ({ startRow, endNs }: FaultSpan) =>
      how === INFO && timeNs[start] <= (endNs ?? Infinity) && untilNs >= timeNs[startRow]
    const isStruck = ({ struckNs }: FaultSpan) => timeNs[start] <= struckNs && untilNs >= struckNs
    if (spans.some((span) => isStruck(span) || isIn(span))) interrupted++
  })
  return interrupted
}

/** What the coordinator brought to an end late, told with each undo. */
function resolvedIn(history: History): { all: number; told: string } {
  const sum = { committed: 0, rolledBack: 0 }
  for (const [row, kind] of history.kinds) {
    if (kind !== 'undo' || history.type[row] !== OK) continue
    const { resolved } = (history.value[row] ?? {}) as { resolved?: typeof sum }
    sum.committed += resolved?.committed ?? 0
    sum.rolledBack += resolved?.rolledBack ?? 0
  }
  const { committed, rolledBack } = sum
  const told = `and on some server ${committed} were committed and ${rolledBack} rolled back late.`
  return { all: committed + rolledBack, told }
}
