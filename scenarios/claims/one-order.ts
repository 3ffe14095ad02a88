import type { Checker } from '../../checkers/checker.ts'
import { listAppend } from '../../checkers/transactions/list-append.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { clientCalls, outcome } from '../../checkers/availability/calls.ts'
import { OK } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { isFinalRead } from '../../runner/final-reads.ts'
import type { Workload } from '../../runner/workload.ts'
import { sawLostElement } from '../workloads/losses.ts'
import { notInForce } from './in-force.ts'
import { acknowledgements, saidOfReads, type StaleReadsOptions } from './stale-reads.ts'
import { standbyReads } from './standby-reads.ts'

export const ONE_ORDER = 'one-order'

/**
 * Whether what all nodes answered are snapshots of one order of transactions. A standby may be behind, so that time and
 * sessions count for nothing here; but being behind, it may not show another order.
 */
export function oneOrder(): Checker {
  return {
    ...listAppend({ models: ['snapshot-isolation'] }),
    name: ONE_ORDER,
    about: 'Whether what all nodes answered are snapshots of one order of transactions',
  }
}

/** Of transactions each of which reads one snapshot; with less than that, two orders would say nothing. */
export function showsOrder({ work, isolation }: Workload): boolean {
  return work.isolation === 'repeatable-read' && isolation?.check === 'list-append'
}

/** What a write that is lost looks like in it, which the claims of losses are to speak of. */
export function withOneOrder(workload: Workload): Workload {
  return { ...workload, losses: { ...workload.losses, [ONE_ORDER]: sawLostElement } }
}

/** That standbys are behind at most, and never tell of another order than the primary or each other. */
export function readsShowOneOrder(options: StaleReadsOptions, workload: Workload): Claim {
  const { mode, primary, waits } = options
  return {
    id: 'reads-show-one-order',
    ...saidOfReads(waits),
    trial: 'load',
    covers: (check, anomaly, { checks }) => check === ONE_ORDER && !sawLostElement(anomaly, checks),
    decide({ checks }, evidence) {
      const check = checks[ONE_ORDER]
      if (check === undefined || check.verdict === 'unknown')
        return { verdict: 'unknown', reason: check?.reason ?? 'No transactions were judged.' }
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const power = readsOfSeveral(evidence, primary, workload)
      const forked = check.anomalies.find((anomaly) => !sawLostElement(anomaly, checks))
      if (forked !== undefined) return { verdict: 'violated', reason: forked.summary, power }
      if (power.ofStandbys === 0 || power.ofPrimary === 0)
        return {
          verdict: 'unknown',
          reason:
            'Not both the primary and standbys answered reads of several rows while writes were acknowledged, so no two orders could have shown.',
          power,
        }
      return {
        verdict: 'holds',
        reason: `${power.ofStandbys} reads of several rows on standbys and ${power.ofPrimary} on the primary are snapshots of one order of transactions.`,
        power,
      }
    },
  }
}

/** Transactions that read several rows and wrote none, answered while writes were acknowledged. */
export function readsOfSeveral(
  evidence: Evidence,
  primary: string,
  { isolation }: Workload,
): { ofStandbys: number; ofPrimary: number } {
  const { history } = evidence
  const elsewhere = standbyReads(evidence, primary)
  const [first, last] = acknowledgements(history)
  const power = { ofStandbys: 0, ofPrimary: 0 }
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || !isRead(history, start)) return
    if (isFinalRead(history.process[start]) || start < first || end > last) return
    const { read } = isolation!.touched(history.names[history.f[start]], history.value[end])
    if (read.size < 2) return
    if (elsewhere.has(end)) power.ofStandbys++
    else power.ofPrimary++
  })
  return power
}
