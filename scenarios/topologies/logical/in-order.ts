import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { unknown } from '../../claims/after-failover.ts'
import { readsOfSeveral } from '../../claims/one-order.ts'
import { sawLostElement } from '../../workloads/losses.ts'
import { logicalReplication } from './trial.ts'

/** By what it shows that a transaction is half there, or that two came in another order. */
const telling = ['one-order', 'bank']

/** Whoever reads several rows on a subscriber sees whole transactions, in an order in which the primary could have committed them. */
export function appliesInOrder(first: string, workload: Workload): Claim {
  return {
    ...logicalReplication({
      id: 'subscribers-apply-whole-and-in-order',
      sentence:
        'The subscriber applies the data in the same order as the publisher so that transactional consistency is guaranteed for publications within a single subscription',
      trial: 'load',
      decide({ checks }, evidence) {
        const power = {
          readsOfSeveralRows: readsOfSeveral(evidence, first, workload).ofStandbys,
        }
        const found = telling.flatMap((name) => (checks[name] === undefined ? [] : [checks[name]]))
        const broken = found
          .flatMap(({ anomalies }) => anomalies)
          .find((anomaly) => !sawLostElement(anomaly, checks))
        if (broken !== undefined) return { verdict: 'violated', reason: broken.summary, power }
        const unjudged = found.find(({ verdict }) => verdict === 'unknown')
        if (found.length === 0 || unjudged !== undefined)
          return unknown(unjudged?.reason ?? 'No transactions were judged.', power)
        if (power.readsOfSeveralRows === 0)
          return unknown('No subscriber was asked for several rows while others wrote.', power)
        return {
          verdict: 'holds',
          reason: `${power.readsOfSeveralRows} reads of several rows on subscribers showed whole transactions in one order.`,
          power,
        }
      },
    }),
    covers: (check, anomaly, { checks }) =>
      telling.includes(check) && !sawLostElement(anomaly, checks),
  }
}
