import type { Anomaly } from '../../../checkers/checker.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { IsolationTrial, Workload } from '../../../runner/workload.ts'
import { unknown } from '../../claims/after-failover.ts'
import { contendingTransactions } from '../../claims/contention.ts'

/** Reads lock on their own server alone, so that what two servers read may not fit one order. */
export function serialOnOneServer(
  { check: checker, touched }: IsolationTrial,
  losses: Workload['losses'],
): Claim {
  return {
    id: 'serializable-is-honored-on-one-server',
    sentence:
      'SERIALIZABLE isolation level is honored only between transactions issued on the same node',
    source: 'Galera Cluster documentation, "Isolation Levels"',
    trial: 'load',
    covers: (check, anomaly) => check === checker && isSkew(anomaly) && serversIn(anomaly) > 1,
    decide({ checks }, evidence) {
      const check = checks[checker]
      if (check === undefined || check.verdict === 'unknown')
        return unknown(check?.reason ?? 'No transactions were judged.')
      const { node } = evidence.history
      const contending = contendingTransactions(evidence, touched, (a, b) => node[a] === node[b])
      const power = { contendingTransactions: contending }
      // What a lost write looks like is for the claims of losses to speak of.
      const isLoss = (checks.durability && losses[checker]) ?? (() => false)
      const skews = check.anomalies.filter((each) => isSkew(each) && !isLoss(each, checks))
      const ofOne = skews.find((each) => serversIn(each) === 1)
      if (ofOne !== undefined) return { verdict: 'violated', reason: ofOne.summary, power }
      if (skews.length > 0)
        return {
          verdict: 'holds',
          reason: `Transactions of several servers had no serial order: ${skews[0].summary}`,
          power,
        }
      if (check.verdict === 'fail')
        return unknown(`More went wrong than their order: ${check.anomalies[0]?.name}.`, power)
      if (contending === 0)
        return unknown('No two transactions of one server met over a row.', power)
      return {
        verdict: 'holds',
        reason: `All transactions had a serial order; ${contending} times two of one server met over a row.`,
        power,
      }
    },
  }
}

/** What snapshots allow and a serial order does not. */
const isSkew = ({ name }: Anomaly) => name === 'G2-item'

function serversIn({ witness }: Anomaly): number {
  return new Set(witness.map(({ node }) => node)).size
}
