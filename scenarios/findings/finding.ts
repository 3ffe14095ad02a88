import type { Anomaly } from '../../checkers/checker.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'

/** What people met in production or in published analyses, as a run and its repaired twin. */
export interface Finding {
  name: string
  /** What happens, step by step, and what is seen of it. */
  about: string
  /** Who met it. */
  source: string
  topology: string
  /** Options of its `run`, faults among them. */
  words: Record<string, unknown>
  /** What shows it: a claim that is violated, or a check that fails where the manual promises nothing, by an anomaly of this name. */
  shownBy: { claim: string } | { check: string; anomaly?: string }
  /** What the twin is asked for otherwise, the right setting or the right order of acts: nothing is seen there. */
  repaired?: Record<string, unknown>
  /** Why its twin shows it as well, seldom and by itself; absent is never. */
  seldom?: string
  /** The versions in which it was mended: there is no twin then, for the run itself is expected to pass. */
  mended?: string
  /** The runtimes whose server is older than that, so that it is found there as if it were not mended. */
  unmendedOn?: readonly RuntimeName[]
  /** The runtimes on which it can be made; absent is all. */
  runtimes?: readonly RuntimeName[]
}

/** A finding or its twin, as a run of which it is known beforehand what it shows. */
export interface Trial {
  name: string
  expects: 'convicts' | 'passes'
  /** Options of its `run`. */
  words: Record<string, unknown>
  isSeen(results: RunResults): boolean
  /** What the run says of it. */
  reasonOf(results: RunResults): string
}

export function trialsOf(finding: Finding, runtime: RuntimeName): Trial[] {
  const { name, words, repaired, mended, unmendedOn = [] } = finding
  const reasonOf = (results: RunResults) => reasonIn(finding, results)
  const passes = {
    expects: 'passes',
    isSeen: (results: RunResults) => acquits(finding, results),
    reasonOf,
  } as const
  if (mended !== undefined && !unmendedOn.includes(runtime)) return [{ name, words, ...passes }]
  return [
    { name, words, expects: 'convicts', isSeen: (results) => convicts(finding, results), reasonOf },
    { name: `${name}, repaired`, words: { ...words, ...repaired }, ...passes },
  ]
}

function convicts({ shownBy }: Finding, results: RunResults): boolean {
  if ('check' in shownBy) return anomalyIn(shownBy, results) !== undefined
  return results.verdict === 'fail' && claimIn(shownBy.claim, results)?.verdict === 'violated'
}

/** Whether a run passes in which it would have been seen. */
function acquits({ shownBy }: Finding, results: RunResults): boolean {
  if (results.verdict !== 'pass') return false
  if ('check' in shownBy) return results.checks[shownBy.check]?.verdict === 'pass'
  return claimIn(shownBy.claim, results)?.verdict === 'holds'
}

function reasonIn({ shownBy }: Finding, results: RunResults): string {
  const { error, findings, claims } = results
  if (error !== undefined) return error.message
  const said =
    'check' in shownBy
      ? anomalyIn(shownBy, results)?.summary
      : claimIn(shownBy.claim, results)?.reason
  const red = findings.find(({ verdict }) => verdict === 'fail')?.reason
  return said ?? red ?? claims[0]?.reason ?? `The verdict is ${results.verdict}.`
}

function anomalyIn(
  { check, anomaly }: Extract<Finding['shownBy'], { check: string }>,
  { checks }: RunResults,
): Anomaly | undefined {
  return checks[check]?.anomalies.find(({ name }) => anomaly === undefined || name === anomaly)
}

function claimIn(claim: string, { claims }: RunResults): RunResults['claims'][number] | undefined {
  return claims.find(({ id }) => id === claim)
}
