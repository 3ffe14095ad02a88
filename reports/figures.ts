import type { AvailabilityResult } from '../checkers/availability/availability.ts'
import type { CheckResult } from '../checkers/checker.ts'
import type { DurabilityResult } from '../checkers/durability/durability.ts'
import type { LatencyResult } from '../checkers/latency/latency.ts'
import type { RunResults } from '../runner/results.ts'

/** A checker that crashed, or that did not run, has no figures: then there is nothing to show, not a zero. */
function withFigures<R extends CheckResult>(
  results: RunResults,
  checker: string,
  figure: keyof R & string,
): R | undefined {
  const check = results.checks[checker]
  return check !== undefined && figure in check ? (check as R) : undefined
}

export const availabilityOf = (results: RunResults) =>
  withFigures<AvailabilityResult>(results, 'availability', 'throughput')

export const latencyOf = (results: RunResults) =>
  withFigures<LatencyResult>(results, 'latency', 'series')

export const durabilityOf = (results: RunResults) =>
  withFigures<DurabilityResult>(results, 'durability', 'acknowledged')
