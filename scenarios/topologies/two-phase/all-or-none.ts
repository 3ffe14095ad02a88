import { clientCalls, outcome } from '../../../checkers/availability/calls.ts'
import { faultSpans } from '../../../checkers/availability/faults.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { FAIL, INFO, OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { isWritingAtRest } from '../../claims/writing-at-rest.ts'
import { compareAtRest, speaksOfDifference } from '../../claims/at-rest.ts'
import { severedCommits } from './severed.ts'

/**
 * Commits that something came into the middle of end on all servers or on none. Where each server makes its own rows of
 * a statement, `tells` chooses the final reads that show whether a transaction is there; of others it doesn't speak.
 */
export function allOrNone(servers: readonly string[], tells?: (f: string) => boolean): Claim {
  const atRest = (history: History) => compareAtRest(history, servers, tells)
  return {
    id: 'all-commit-or-none',
    sentence:
      'care must be taken that all transactions either commit or abort on all servers, perhaps using two-phase commit (PREPARE TRANSACTION and COMMIT PREPARED)',
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
    // Of servers that differ, or are left with something prepared, it has to speak, however that came.
    trial: ({ history }) =>
      interruptedIn(history) + resolvedIn(history).all > 0 ||
      atRest(history).difference !== undefined ||
      orphans().check(history, {}).verdict === 'fail',
    covers: (check, ...more) =>
      check === 'orphans' || (tells === undefined && speaksOfDifference(check, ...more)),
    decide({ checks }, { history }) {
      const resolved = resolvedIn(history)
      const power = { interrupted: interruptedIn(history), resolved: resolved.all }
      const { unread, difference } = atRest(history)
      if (difference !== undefined && isWritingAtRest(history))
        return unknown(`A write was under way when all was read at rest. ${difference}`, power)
      if (difference !== undefined) return { verdict: 'violated', reason: difference, power }
      if (checks.orphans?.verdict === 'fail')
        return { verdict: 'violated', reason: checks.orphans.anomalies[0].summary, power }
      if (unread !== undefined) return unknown(`Not all that ${unread} holds was read.`, power)
      if (checks.orphans?.verdict !== 'pass')
        return unknown('Whether a transaction was left prepared is not known.', power)
      if (power.interrupted + power.resolved === 0)
        return unknown('No commit was under way when something failed.', power)
      return {
        verdict: 'holds',
        reason: `${power.interrupted} writes were interrupted as they committed, ${resolved.told} At rest all ${servers.length} servers hold the same${tells ? ' transactions' : ''}, and none holds anything prepared.`,
        power,
      }
    },
  }
}

const withinCommit = /\(\S+ did not prepare\)$/

/**
 * Writes that were certainly stopped within their commit: one server prepared them and another did not, or their
 * coordinator died, or its connection was cut at a commit, where somebody waited for it to come in one. What else has no
 * answer may never have come so far.
 */
function interruptedIn(history: History): number {
  const { timeNs } = history
  const deaths = faultSpans(history).filter(
    ({ fault, effect }) => /^crash-in-commit\b/.test(fault) && (effect?.took ?? true) === true,
  )
  // It is noticed a little later, when its clients have long been told nothing.
  const isIn = (fromNs: number, untilNs: number) =>
    deaths.some(({ startNs, struckNs, inForceNs }) => {
      const diedNs = Math.max(struckNs, inForceNs)
      return fromNs <= diedNs && untilNs >= startNs
    })
  const severed = severedCommits(history)
  let [interrupted, unanswered] = [0, 0]
  clientCalls(history, (start, end) => {
    if (end < 0 || isRead(history, start)) return
    const how = outcome(history, end)
    const isRefused = how === FAIL && withinCommit.test(history.errors.get(end) ?? '')
    const isUnanswered = how === INFO && isIn(timeNs[start], timeNs[end])
    if (isRefused || isUnanswered) interrupted++
    else if (how === INFO && severed.isWithin(timeNs[start], timeNs[end])) unanswered++
  })
  // Others may have had no answer for what became of it.
  return interrupted + Math.min(unanswered, severed.count)
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
