import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { unknown } from '../../claims/after-failover.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { readsOfSeveral } from '../../claims/one-order.ts'
import { sawLostElement } from '../../workloads/losses.ts'

/** By what it shows that a transaction is half there, or that two came in another order. */
const telling = ['one-order', 'bank']

/** A batch is the difference between two snapshots of the origin, so whoever reads several rows sees whole transactions. */
export function setsArriveWhole(first: string, workload: Workload): Claim {
  return {
    id: 'sets-arrive-whole-and-in-order',
    sentence: 'it updates the standby server asynchronously (in batches)',
    source: differentSolutions,
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
