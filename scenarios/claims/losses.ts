import type { Claim } from '../../runner/claim.ts'
import type { Workload } from '../../runner/workload.ts'

/** What a workload can say of losses. */
export type Losses = Pick<Workload, 'losses'>

/** A claim about losses speaks of what the workload calls one, and of nothing else. */
export function speaksOfLosses({ losses }: Losses): Claim['covers'] {
  return (check, anomaly, { checks }) =>
    Object.hasOwn(losses, check) && losses[check](anomaly, checks)
}
