import type { RunResults } from '../../runner/results.ts'

/** What a red test has to say of a run whose folder is gone by then. */
export function tellRun({
  run,
  verdict,
  lost,
  claims,
  findings,
  phases,
  error,
}: RunResults): string {
  const decided = claims.map(({ id, verdict: said, reason, power }) => ({
    id,
    said,
    reason,
    power,
  }))
  const took = phases.map(({ name, startNs, endNs }) => `${name} ${seconds(endNs - startNs)} s`)
  const told = { verdict, lost, claims: decided, findings, error, took, command: run.command }
  return JSON.stringify(told, null, 2)
}

const seconds = (ns: number) => (ns / 1e9).toFixed(1)
