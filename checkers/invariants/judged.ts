import type { Anomaly, CheckResult } from '../checker.ts'

/** Any anomaly is a `fail`; without one, a reason to doubt makes it `unknown`, and none a `pass`. */
export function judged(found: (Anomaly | null | undefined)[], doubt: string | null): CheckResult {
  const anomalies = found.filter((anomaly) => anomaly != null)
  if (anomalies.length > 0) return { verdict: 'fail', anomalies }
  return doubt === null
    ? { verdict: 'pass', anomalies }
    : { verdict: 'unknown', anomalies, reason: doubt }
}
