import type { Checker, CheckResult } from '../../checkers/checker.ts'
import type { History } from '../../history/history.ts'
import { isBrokenOff, judgeRun } from '../../runner/judge-folder.ts'
import type { ClaimResult, Finding } from '../../runner/results.ts'
import { recordedRun } from '../recorded-run.ts'
import type { Check, Judged } from './judged.ts'

/** A run's claims on trial again: its verdict is theirs, as it was when it was made. */
export interface RunJudged extends Pick<Judged, 'verdict' | 'why' | 'checks' | 'warnings'> {
  claims: ClaimResult[]
  findings: Finding[]
}

/** Judges a run as it judges itself; `check` applies a checker. What every run has beside its workload's is told only where it found something. */
export async function judgeRecorded(
  folder: string,
  history: History,
  check: (checker: Checker, judged: Record<string, CheckResult>) => Check,
): Promise<RunJudged> {
  const { record, scenario, failure } = await recordedRun(folder)
  const judged: Record<string, CheckResult> = {}
  const checks = scenario.checkers.map((checker) => {
    const each = check(checker, judged)
    judged[checker.name] = each.result
    return each
  })
  const checkers = scenario.checkers.map((checker, i) => ({
    ...checker,
    check: () => checks[i].result,
  }))
  const { verdict, claims, findings } = judgeRun(history, { ...scenario, checkers }, failure)
  const own = scenario.workload.checkers().map(({ name }) => name)
  return {
    verdict,
    claims,
    findings,
    checks: checks.filter(
      ({ checker, result }) => own.includes(checker) || result.verdict === 'fail',
    ),
    why: `as the run's workload ${record.workload} has it`,
    warnings: isBrokenOff(failure)
      ? [`${folder}: the run broke off in its phase “${failure!.phase}”: ${failure!.message}`]
      : [],
  }
}
