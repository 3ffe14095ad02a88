import type { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'

export type Verdict = 'pass' | 'fail' | 'unknown'

/** A line of the history in a witness, perhaps with the name that the anomaly's summary calls it by: `T1`. */
export interface WitnessOperation extends Operation {
  label?: string
}

/** What went wrong, under the name the field gives it, with the few operations that prove it. */
export interface Anomaly {
  /** For example `lost write`, `G-single`, `stale read`. */
  name: string
  /** One plain sentence with real values. */
  summary: string
  witness: WitnessOperation[]
  /** For the report: whatever this kind of anomaly is drawn from. */
  detail?: unknown
}

export interface CheckResult {
  verdict: Verdict
  anomalies: Anomaly[]
  /** Why the verdict is `unknown`, or what a reader must know of a verdict; one sentence. */
  reason?: string
  /** Set where it is `unknown` only because no answer could have been wrong, not because one could not be judged. */
  nothingSeen?: true
}

/** What a checker must know of the run beside its history, all of it optional. */
export interface About {
  /** What every register held before the first operation; `null` means nothing was ever written. */
  initial?: unknown
  /** The consistency model that was promised, in Elle's names, for transactional histories. */
  consistency?: string
  /** What checkers before it said of this very history, by their names. */
  judged?: Readonly<Record<string, CheckResult>>
}

/** A pure function from history to verdict: no database, no clock, no file. */
export interface Checker<R extends CheckResult = CheckResult> {
  name: string
  /** One line for `splitbrain list`. */
  about: string
  check(history: History, about: About): R
}

const severity: Record<Verdict, number> = { pass: 0, unknown: 1, fail: 2 }

/** fail > unknown > pass; nothing to merge is `unknown`, for nothing was seen. */
export function mergeVerdicts(verdicts: Iterable<Verdict>): Verdict {
  return [...verdicts].toSorted((a, b) => severity[b] - severity[a])[0] ?? 'unknown'
}

/** Runs a checker so that its crash is an `unknown` with the reason, never a pass and never the run's end. */
export function checkSafely(checker: Checker, history: History, about: About): CheckResult {
  try {
    return checker.check(history, about)
  } catch (error) {
    return { verdict: 'unknown', anomalies: [], reason: `The checker crashed: ${String(error)}` }
  }
}
