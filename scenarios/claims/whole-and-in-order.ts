import type { Anomaly } from '../../checkers/checker.ts'
import type { Claim, Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { sawLostElement } from '../workloads/losses.ts'
import { unknown } from './after-failover.ts'
import { ONE_ORDER, oneOrder, readsOfSeveral, showsOrder } from './one-order.ts'
import { besidePrimary } from './standby-reads.ts'
import { without } from './without.ts'

const BANK = 'bank'

/** By what it shows that a transaction is half there, or that two came in another order. */
const telling = [ONE_ORDER, BANK]

/** Whether it reads several rows in one piece, by one snapshot or one statement: what came whole is seen whole by nobody else. */
export function readsInOnePiece(workload: Workload): boolean {
  return showsOrder(workload) || workload.isolation?.check === BANK
}

/** Whoever reads several rows of a subscriber sees whole transactions, in an order in which the primary could have committed them. */
export function wholeAndInOrder(
  first: string,
  workload: Workload,
): Pick<Claim, 'trial' | 'covers' | 'decide'> {
  return {
    trial: 'load',
    covers: (check, anomaly, judged) => telling.includes(check) && !isLoss(anomaly, judged),
    decide(judged, evidence) {
      const { ofStandbys } = readsOfSeveral(evidence, first, workload)
      const power = { readsOfSeveralRows: ofStandbys }
      const found = telling.flatMap((name) => {
        const check = judged.checks[name]
        return check === undefined ? [] : [{ name, ...check }]
      })
      for (const { name, anomalies } of found) {
        const broken = anomalies.find((anomaly) => !isLoss(anomaly, judged))
        if (broken === undefined) continue
        return isOfPrimary(name, judged, evidence, first, workload)
          ? unknown(`The primary shows it by itself: ${broken.summary}`, power)
          : { verdict: 'violated', reason: broken.summary, power }
      }
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

const isLoss = (anomaly: Anomaly, { checks }: Judged) => sawLostElement(anomaly, checks)

/** Whether as much is wrong where nobody is asked who only applies what others wrote. */
function isOfPrimary(
  name: string,
  judged: Judged,
  evidence: Evidence,
  first: string,
  workload: Workload,
): boolean {
  const checker = [oneOrder(), ...workload.checkers()].find((each) => each.name === name)
  if (checker === undefined) return false
  const alone = without(checker, () => besidePrimary(evidence, first))
  return alone.check(evidence.history, {}).anomalies.some((each) => !isLoss(each, judged))
}
