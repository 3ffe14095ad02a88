import { join } from 'node:path'
import type { Verdict } from '../checkers/checker.ts'
import type { ClaimResult, Finding, RunResults } from '../runner/results.ts'

export interface JsonReport {
  runs: JsonRun[]
}

/** The stable part of a run's results for scripts; everything else is in the folder's `results.json`. */
export interface JsonRun {
  id: string
  seed: number
  verdict: Verdict
  acknowledged: number | null
  lost: number | null
  rtoSeconds: number | null
  outageSeconds: number | null
  claims: Pick<ClaimResult, 'id' | 'verdict' | 'power'>[]
  findings: Finding[]
  folder: string
  /** The path of the run's page. */
  report: string
  error?: RunResults['error']
}

/** `folderOf` gives the run folder of an id. */
export function jsonReport(results: RunResults[], folderOf: (id: string) => string): JsonReport {
  return { runs: results.map((one) => jsonRun(one, folderOf(one.run.id))) }
}

function jsonRun(results: RunResults, folder: string): JsonRun {
  const { run, verdict, acknowledged, lost, rtoSeconds, outageSeconds, findings, error } = results
  return {
    id: run.id,
    seed: run.seed,
    verdict,
    acknowledged,
    lost,
    rtoSeconds,
    outageSeconds,
    claims: results.claims.map(({ id, verdict: its, power }) => ({
      id,
      verdict: its,
      ...(power && { power }),
    })),
    findings,
    folder,
    report: join(folder, 'report.html'),
    ...(error && { error }),
  }
}
