import type { About, Checker, CheckResult } from '../../checkers/checker.ts'
import { describeError, SplitbrainError } from '../../history/errors.ts'
import type { History } from '../../history/history.ts'
import type { Check } from './judged.ts'

/** A crash is an `unknown` with the reason; a history that the checker can't read is the caller's to mend. */
export function apply(checker: Checker, history: History, about: About): Check {
  const start = performance.now()
  let result: CheckResult
  try {
    result = checker.check(history, about)
  } catch (error) {
    if (error instanceof SplitbrainError) throw error
    const reason = `The checker crashed: ${describeError(error)}`
    result = { verdict: 'unknown', anomalies: [], reason }
  }
  const milliseconds = performance.now() - start
  return {
    checker: checker.name,
    about: checker.about,
    result: withLines(result, history),
    milliseconds,
  }
}

function withLines(result: CheckResult, history: History): CheckResult {
  const anomalies = result.anomalies.map((anomaly) => ({
    ...anomaly,
    witness: anomaly.witness.map((each) => ({ ...each, line: history.line(each.index) })),
  }))
  return { ...result, anomalies }
}
