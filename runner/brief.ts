import type { Anomaly, CheckResult } from '../checkers/checker.ts'

const ANOMALIES_KEPT = 20
const ELEMENTS_SHOWN = 5

/**
 * A result short enough to keep: the first anomalies stand for the others, whose number stays, and the long lists in
 * their witnesses (a whole set that was read) shrink to both ends. The history has everything.
 */
export function brief<R extends CheckResult>(result: R): R & { anomalyCount: number } {
  const anomalies = result.anomalies.slice(0, ANOMALIES_KEPT).map(briefAnomaly)
  return { ...result, anomalies, anomalyCount: result.anomalies.length }
}

function briefAnomaly(anomaly: Anomaly): Anomaly {
  const witness = anomaly.witness.map((operation) => ({
    ...operation,
    value: briefValue(operation.value),
  }))
  return { ...anomaly, witness }
}

function briefValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  if (value.length <= 4 * ELEMENTS_SHOWN) return value.map(briefValue)
  const left = value.length - 2 * ELEMENTS_SHOWN
  return [...value.slice(0, ELEMENTS_SHOWN), `… ${left} more …`, ...value.slice(-ELEMENTS_SHOWN)]
}
