import type { RunResults } from '../../runner/results.ts'

/**
 * By what names a run failed: the claims that it violated, and the checks that found what no claim allows. A smaller
 * schedule must fail by one of the same, or a failure would be traded for another one.
 */
export function failuresOf({ claims, findings, checks }: Judgement): ReadonlySet<string> {
  const violated = claims.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)
  const beyond = findings.some(({ verdict }) => verdict === 'fail')
  const failed = beyond ? Object.keys(checks).filter((name) => checks[name].verdict === 'fail') : []
  return new Set([...violated, ...failed])
}

type Judgement = Pick<RunResults, 'claims' | 'findings' | 'checks'>

/** Whether a run failed by one of these names. */
export function failsAs(failures: ReadonlySet<string>, results: RunResults): boolean {
  return results.verdict === 'fail' && !failures.isDisjointFrom(failuresOf(results))
}
