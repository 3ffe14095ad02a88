import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Anomaly } from '../../checkers/checker.ts'
import type { Decision, Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
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

/** What shows that writes were lost in something which were acknowledged, or had shown to others; or why nobody can tell; `undefined` where none was. */
export function lossIn(what: string, judged: Judged, workload: Losses): Decision | undefined {
  const { acknowledged, lost, checks } = judged
  if (lost === null && checks.durability) return unlosable(judged)
  if (lost !== null && lost > 0)
    return {
      verdict: 'violated',
      reason: `${lost} of ${acknowledged} acknowledged writes were lost in ${what}.`,
    }
  const { seenThenLost = 0 } = (checks.durability ?? {}) as Partial<DurabilityResult>
  if (seenThenLost > 0)
    return {
      verdict: 'violated',
      reason: `${seenThenLost} writes that were read and never acknowledged were lost in ${what}.`,
    }
  const wrong = lost === null ? wrongAnswer(judged, workload) : 'right'
  if (wrong !== 'right')
    return 'verdict' in wrong ? wrong : { verdict: 'violated', reason: wrong.summary }
  return checks.durability?.verdict === 'unknown' ? unlosable(judged) : undefined
}

/** The same of what is no failover, where one of the same run could be to blame instead. */
export function lossBesideFailovers(
  what: string,
  judged: Judged,
  { failovers }: Evidence,
  workload: Losses,
): Decision | undefined {
  const loss = lossIn(what, judged, workload)
  return loss?.verdict === 'violated' && failovers.length > 0 ? mayBeOf('a failover') : loss
}

/** What is lost may have been lost in something else of the same run. */
export function mayBeOf(other: string): Decision {
  return unknown(`Something was lost, and ${other} of the same run may have lost it as well.`)
}
