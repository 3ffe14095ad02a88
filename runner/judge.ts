import type { AvailabilityResult } from '../checkers/availability/availability.ts'
import { acknowledgedWrites } from '../checkers/availability/acknowledged.ts'
import { checkSafely, mergeVerdicts, type CheckResult, type Verdict } from '../checkers/checker.ts'
import type { Checker } from '../checkers/checker.ts'
import type { DurabilityResult } from '../checkers/durability/durability.ts'
import { brief } from './brief.ts'
import type { Claim, Judged } from './claim.ts'
import { evidenceOf, type Evidence } from './evidence.ts'
import type { Aim, Fault } from './fault.ts'
import {
  besideDamage,
  beyondClaims,
  neverCameTrue,
  neverHappened,
  noTrial,
  unlookedAt,
  withoutEffect,
} from './findings.ts'
import type { History } from '../history/history.ts'
import type { ClaimResult, PhaseResult, RunRecord, RunResults } from './results.ts'

const verdictOf: Record<ClaimResult['verdict'], Verdict> = {
  holds: 'pass',
  violated: 'fail',
  unknown: 'unknown',
}

/** What a history is held to. */
export interface Expectations {
  checkers: readonly Checker[]
  claims: readonly Claim[]
  /** The faults that were asked for: each must have happened. */
  faults: readonly Pick<Fault, 'name' | 'aim'>[]
}

/** From a history alone to the results: every checker, the few figures everybody asks for, and the claims. */
export function judge(
  history: History,
  { checkers, claims, faults }: Expectations,
): Omit<RunResults, 'run' | 'phases' | 'error'> {
  const checks: Record<string, CheckResult> = {}
  for (const checker of checkers)
    checks[checker.name] = checkSafely(checker, history, { initial: null, judged: checks })
  const durability = checks.durability as Partial<DurabilityResult> | undefined
  const availability = checks.availability as Partial<AvailabilityResult> | undefined
  const figures = {
    acknowledged: durability?.acknowledged ?? [...acknowledgedWrites(history)].length,
    lost: durability?.lost ?? null,
    rtoSeconds: worst(availability?.faults?.map(({ rtoSeconds }) => rtoSeconds)),
    outageSeconds: worst(availability?.faults?.map(({ outageSeconds }) => outageSeconds)),
  }
  const evidence = evidenceOf(history)
  const onTrial = claims.filter((claim) => isOnTrial(claim, faults, evidence))
  const judged = { ...figures, checks }
  const decided = onTrial.map((claim) => decide(claim, judged, evidence))
  const findings = [
    ...(decided.length === 0 ? [noTrial] : []),
    ...neverHappened(history, faults),
    ...neverCameTrue(history),
    ...withoutEffect(history),
    ...unlookedAt(history),
    ...beyondClaims(judged, onTrial, decided),
    ...besideDamage(history, judged, onTrial, decided),
  ]
  return {
    verdict: mergeVerdicts([
      ...decided.map(({ verdict }) => verdictOf[verdict]),
      ...findings.map(({ verdict }) => verdict),
    ]),
    ...figures,
    claims: decided,
    findings,
    checks: Object.fromEntries(Object.entries(checks).map(([name, each]) => [name, brief(each)])),
  }
}

function decide(claim: Claim, judged: Judged, evidence: Evidence): ClaimResult {
  const { id, sentence, source } = claim
  try {
    return { id, sentence, source, ...claim.decide(judged, evidence) }
  } catch (error) {
    // As with a checker: what crashed says nothing, and hides nothing that others found.
    const reason = `The claim crashed: ${String(error)}`
    return { id, sentence, source, verdict: 'unknown', reason }
  }
}

function isOnTrial(
  { trial }: Claim,
  faults: readonly { aim?: Aim }[],
  evidence: Evidence,
): boolean {
  if (typeof trial === 'function') return trial(evidence)
  if (trial === 'load' || faults.some(({ aim }) => aim === trial)) return true
  return trial === 'failover' && evidence.failovers.length > 0
}

/** What is left to say of a run that has no history to judge. */
export function unjudged(
  run: RunRecord,
  phases: PhaseResult[],
  error: NonNullable<RunResults['error']>,
): RunResults {
  const nothing = { acknowledged: null, lost: null, rtoSeconds: null, outageSeconds: null }
  return {
    run,
    verdict: 'unknown',
    ...nothing,
    claims: [],
    findings: [],
    checks: {},
    phases,
    error,
  }
}

/** A checker that crashed has told no faults. */
function worst(seconds: readonly (number | null)[] = []): number | null {
  const told = seconds.filter((each) => each !== null)
  return told.length === 0 ? null : Math.max(...told)
}
