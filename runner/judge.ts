import { checkSafely, mergeVerdicts, type CheckResult, type Verdict } from '../checkers/checker.ts'
import type { AvailabilityResult } from '../checkers/availability/availability.ts'
import type { DurabilityResult } from '../checkers/durability/durability.ts'
import { brief } from './brief.ts'
import type { Claim } from './claim.ts'
import { FAULT_PROCESS, OK, type History } from './history/history.ts'
import type { ClaimResult, PhaseResult, RunRecord, RunResults } from './results.ts'
import type { Checker } from '../checkers/checker.ts'

const verdictOf: Record<ClaimResult['verdict'], Verdict> = {
  holds: 'pass',
  violated: 'fail',
  unknown: 'unknown',
}

/** From a history alone to the results: every checker, the few figures everybody asks for, and the claims. */
export function judge(
  history: History,
  checkers: readonly Checker[],
  claims: readonly Claim[],
): Omit<RunResults, 'run' | 'phases' | 'error'> {
  const checks: Record<string, CheckResult> = {}
  for (const checker of checkers)
    checks[checker.name] = brief(checkSafely(checker, history, { initial: null }))
  const durability = checks.durability as DurabilityResult | undefined
  const figures = {
    acknowledged: durability?.acknowledged ?? acknowledgedWrites(history),
    lost: durability?.lost ?? null,
    rtoSeconds: worstRto(checks.availability as Partial<AvailabilityResult> | undefined),
    checks,
  }
  const seen = { failovers: count(history, (row) => isFailover(history, row)) }
  const decided = claims.map((claim): ClaimResult => {
    const { id, sentence, source } = claim
    return { id, sentence, source, ...claim.decide(figures, seen) }
  })
  const verdict = mergeVerdicts(decided.map((claim) => verdictOf[claim.verdict]))
  return { verdict, ...figures, claims: decided }
}

/** What is left to say of a run that has no history to judge. */
export function unjudged(
  run: RunRecord,
  phases: PhaseResult[],
  error: NonNullable<RunResults['error']>,
): RunResults {
  const nothing = { acknowledged: null, lost: null, rtoSeconds: null, claims: [], checks: {} }
  return { run, verdict: 'unknown', ...nothing, phases, error }
}

/** A checker that crashed has told no faults. */
function worstRto(availability: Partial<AvailabilityResult> | undefined): number | null {
  const all = availability?.faults?.map((fault) => fault.rtoSeconds).filter((rto) => rto !== null)
  return all === undefined || all.length === 0 ? null : Math.max(...all)
}

function acknowledgedWrites(history: History): number {
  const read = history.nameOf('read')
  return count(
    history,
    (row) =>
      history.type[row] === OK && history.process[row] !== FAULT_PROCESS && history.f[row] !== read,
  )
}

function isFailover(history: History, row: number): boolean {
  return (
    history.process[row] === FAULT_PROCESS &&
    history.type[row] === OK &&
    history.f[row] === history.nameOf('failover')
  )
}

function count(history: History, which: (row: number) => boolean): number {
  let found = 0
  for (let row = 0; row < history.length; row++) if (which(row)) found++
  return found
}
