import type { Claim } from '../../runner/claim.ts'
import type { Workload } from '../../runner/workload.ts'
import { sawLostElement } from '../workloads/losses.ts'
import { unknown } from './after-failover.ts'
import { readsOfSeveral } from './one-order.ts'

/** By what it shows that a transaction is half there, or that two came in another order. */
const telling = ['one-order', 'bank']

/** Whoever reads several rows on a subscriber sees whole transactions, in an order in which the primary could have committed them. */
export function wholeAndInOrder(
  told: Pick<Claim, 'id' | 'sentence' | 'source'>,
  first: string,
  workload: Workload,
): Claim {
  return {
    ...told,
    trial: 'load',
    covers: (check, anomaly, { checks }) =>
      telling.includes(check) && !sawLostElement(anomaly, checks),
    decide({ checks }, evidence) {
      const { ofStandbys } = readsOfSeveral(evidence, first, workload)
      const power = { readsOfSeveralRows: ofStandbys }
      const found = telling.flatMap((name) => (checks[name] === undefined ? [] : [checks[name]]))
      const broken = found
        .flatMap(({ anomalies }) => anomalies)
        .find((anomaly) => !sawLostElement(anomaly, checks))
      if (broken !== undefined) return { verdict: 'violated', reason: broken.summary, power }
      const unjudged = found.find(({ verdict }) => verdict === 'unknown')
      if (found.length === 0 || unjudged !== undefined)
        return unknown(unjudged?.reason ?? 'No transactions were judged.', power)
      if (ofStandbys === 0)
        return unknown('No subscriber was asked for several rows while others wrote.', power)
      return {
        verdict: 'holds',
        reason: `${ofStandbys} reads of several rows on subscribers showed whole transactions in one order.`,
        power,
      }
    },
  }
}
