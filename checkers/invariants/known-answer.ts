import { OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'

export interface KnownAnswerResult extends CheckResult {
  /** Reads that were answered. */
  answers: number
  /** Those of them that lack rows and have no other, and those that have something else. */
  partial: number
  wrong: number
}

/** What is wrong with an answer. */
type Deviation = 'partial answer' | 'wrong answer'

/** Nobody writes: each read of `rows`, of whatever key, has the same rows for its answer, by their first column, in this order. */
export function knownAnswer(expected: readonly (readonly unknown[])[]): Checker<KnownAnswerResult> {
  return {
    name: 'known-answer',
    about: 'Every answer has all rows that are known to be there, and no others',
    check: (history) => check(history, expected),
  }
}

function check(history: History, expected: readonly (readonly unknown[])[]): KnownAnswerResult {
  const found: Record<Deviation, number[]> = { 'partial answer': [], 'wrong answer': [] }
  let answers = 0
  const asked = history.nameOf('rows')
  clientCalls(history, (start, end) => {
    if (history.f[start] !== asked || outcome(history, end) !== OK) return
    answers++
    const deviation = deviationOf(history.value[end], expected)
    if (deviation !== undefined) found[deviation].push(end)
  })
  const anomalies = Object.entries(found).map(([name, [row]]) => {
    if (row === undefined) return null
    const seen = history.value[row]
    const count = Array.isArray(seen) ? seen.length : 'no'
    const summary = `A read was answered with ${count} rows, which are not the ${expected.length} that are there.`
    return { name, summary, witness: wholeOperations(history, [row]) }
  })
  return {
    ...judged(anomalies, answers === 0 ? 'Nothing was read.' : null),
    answers,
    partial: found['partial answer'].length,
    wrong: found['wrong answer'].length,
  }
}

/** How an answer differs from what is known. */
function deviationOf(
  answer: unknown,
  expected: readonly (readonly unknown[])[],
): Deviation | undefined {
  if (canonicalJson(answer) === canonicalJson(expected)) return undefined
  if (!Array.isArray(answer)) return 'wrong answer'
  const missing = new Set(expected.map(canonicalJson))
  const isPart = answer.every((row) => missing.delete(canonicalJson(row)))
  return isPart && missing.size > 0 ? 'partial answer' : 'wrong answer'
}
