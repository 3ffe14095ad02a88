import type { Anomaly } from '../checkers/checker.ts'
import type { RunResults } from '../runner/results.ts'
import { titleOf } from './sentence.ts'

/** A claim that doesn't hold, a check that isn't a pass, or a run that broke off. */
export interface Problem {
  /** Repeated runs tend to fail alike: problems of one kind are told once. */
  kind: string
  run: string
  seed: number
  /** `claim no-loss`, `check durability`. */
  what: string
  verdict: 'fail' | 'violated' | 'unknown'
  reason: string
  anomalies: Anomaly[]
}

export function problemsOf(results: RunResults): Problem[] {
  return [...broken(results), ...claims(results), ...findings(results), ...checks(results)].map(
    (problem) => ({
      ...problem,
      kind: `${titleOf(results.run)} ${problem.what} ${problem.verdict}`,
      run: titleOf(results.run),
      seed: results.run.seed,
    }),
  )
}

type Bare = Omit<Problem, 'kind' | 'run' | 'seed'>

function* broken({ error }: RunResults): Generator<Bare> {
  if (error === undefined) return
  const what = `the run broke off in its phase “${error.phase}”`
  yield { what, verdict: 'unknown', reason: `${error.message} (${error.code})`, anomalies: [] }
}

function* claims(results: RunResults): Generator<Bare> {
  for (const { id, verdict, reason } of results.claims)
    if (verdict !== 'holds') yield { what: `claim ${id}`, verdict, reason, anomalies: [] }
}

function* findings(results: RunResults): Generator<Bare> {
  for (const { verdict, reason } of results.findings)
    yield { what: 'beyond the claims', verdict, reason, anomalies: [] }
}

function* checks(results: RunResults): Generator<Bare> {
  for (const [name, { verdict, reason, anomalies }] of Object.entries(results.checks))
    if (verdict !== 'pass')
      yield { what: `check ${name}`, verdict, reason: reason ?? '', anomalies }
}
