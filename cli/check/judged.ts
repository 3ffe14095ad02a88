import type { CheckResult, Verdict } from '../../checkers/checker.ts'
import type { ReadHistory } from '../../history/formats/read.ts'
import type { ClaimResult, Finding } from '../../runner/results.ts'

/** What one checker said, and how long it took. */
export interface Check {
  checker: string
  /** What the checker asks, in a line. */
  about: string
  result: CheckResult
  milliseconds: number
}

/** What became of one file. */
export interface Judged {
  file: string
  format: ReadHistory['format']
  verdict: Verdict
  /** Rows of the history: an invocation and its completion are two. */
  lines: number
  /** How many operations of clients there are, by name, and how many events of faults. */
  operations: Record<string, number>
  faults: number
  /** Whether the file breaks off: what is missing may hold anything, so that nothing passes. */
  isCut: boolean
  /** Why these checkers judged; or why none did. */
  why: string
  warnings: string[]
  checks: Check[]
  /** Of a run's folder: what became of its claims, which are what decides about a run. */
  claims?: ClaimResult[]
  /** And what no claim speaks of. */
  findings?: Finding[]
  readMilliseconds: number
}
