import type { CheckResult, Verdict } from '../../checkers/checker.ts'
import type { RunResults } from '../../runner/results.ts'

export type Judged = Pick<RunResults, 'checks' | 'acknowledged' | 'lost'>

/** What some checker said of a run. */
export function said(verdict: Verdict, more: object = {}): CheckResult {
  const anomalies =
    verdict === 'fail' ? [{ name: 'G1c', summary: 'Two saw each other.', witness: [] }] : []
  const reason = verdict === 'unknown' ? { reason: 'It took too long.' } : {}
  return { verdict, anomalies, ...reason, ...more }
}

/** A run of a workload whose losses can be counted. */
export function counted(lost: number, more: object = {}): Judged {
  const durability = said(lost > 0 ? 'fail' : 'pass', { holes: 0, ...more })
  return { acknowledged: 100, lost, checks: { durability } }
}

/** A run of a workload whose losses can't be counted, as one checker judged it. */
export function answered(name: string, verdict: Verdict): Judged {
  return { acknowledged: 100, lost: null, checks: { [name]: said(verdict) } }
}
