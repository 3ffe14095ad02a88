import type { Anomaly } from '../../checkers/checker.ts'
import type { Decision, Judged } from '../../runner/claim.ts'
import { unknown } from './after-failover.ts'
import type { Losses } from './losses.ts'

/** The answers that show a lost write, where values are overwritten and nobody can count them. */
export function wrongAnswer(judged: Judged, { losses }: Losses): Anomaly | Decision | 'right' {
  const [name, check] =
    Object.entries(judged.checks).find(([each]) => Object.hasOwn(losses, each)) ?? []
  if (name === undefined || check === undefined || check.verdict === 'unknown')
    return unknown(check?.reason ?? 'No checker of this run can tell whether a write was lost.')
  if (check.verdict === 'pass') return 'right'
  return (
    check.anomalies.find((anomaly) => losses[name](anomaly, judged.checks)) ??
    unknown('What is wrong with the answers is no loss.')
  )
}

/** Durability was judged, and says nothing. */
export function unlosable({ checks }: Judged): Decision {
  return unknown(checks.durability.reason ?? 'Durability could not be judged.')
}
