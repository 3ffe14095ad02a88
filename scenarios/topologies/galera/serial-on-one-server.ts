import type { Anomaly, CheckResult } from '../../../checkers/checker.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import type { IsolationTrial, Workload } from '../../../runner/workload.ts'
import { unknown } from '../../claims/after-failover.ts'
import { contendingTransactions } from '../../claims/contention.ts'

/** Reads lock on their own server alone, so that what two servers read may not fit one order. */
export function serialOnOneServer(trial: IsolationTrial, losses: Workload['losses']): Claim {
  const { check: checker } = trial
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
      const parts = evidence.history.nodes.map((server) => partOf(server, check, trial, evidence))
      const tried = parts.filter(({ met, result }) => met > 0 && result?.verdict === 'pass')
      const power = { contendingTransactions: tried.reduce((sum, { met }) => sum + met, 0) }
      // What a lost write looks like is for the claims of losses to speak of.
      const isLoss = (checks.durability && losses[checker]) ?? (() => false)
      const all = [check, ...parts.map(({ result }) => result)].flatMap((r) => r?.anomalies ?? [])
      const skews = all.filter((each) => isSkew(each) && !isLoss(each, checks))
      const ofOne = skews.find((each) => serversIn(each) === 1)
      if (ofOne !== undefined) return { verdict: 'violated', reason: ofOne.summary, power }
      const more = all.find((each) => !skews.includes(each))
      if (more !== undefined)
        return unknown(`More went wrong than their order: ${more.name}.`, power)
      if (tried.length === 0)
        return unknown('No two transactions of one server met over a row.', power)
      const met = `${power.contendingTransactions} times two of one server met over a row, at ${tried.map(({ server }) => server).join(', ')}`
      const reason =
        skews.length === 0
          ? `All transactions had a serial order; ${met}.`
          : `Transactions of several servers had no serial order, and those of one had; ${met}. ${skews[0].summary}`
      return { verdict: 'holds', reason, power }
    },
  }
}

/** What one server's own transactions say. */
interface Part {
  server: string
  /** How often two of them were under way at once and met over a row. */
  met: number
  /** What they are found to be by themselves; absent where nobody can tell. */
  result?: CheckResult
}

function partOf(
  server: string,
  whole: CheckResult,
  { touched, among }: IsolationTrial,
  evidence: Evidence,
): Part {
  const { node, nodes, pair } = evidence.history
  const id = nodes.indexOf(server)
  const isIn = (row: number) => node[row] === id && (pair[row] < 0 || node[pair[row]] === id)
  const met = contendingTransactions(evidence, touched, (one, other) => isIn(one) && isIn(other))
  // A serial order of all is one of each server's.
  const result = whole.verdict === 'pass' ? whole : among?.(evidence.history, isIn)
  return { server, met, result }
}

/** What snapshots allow and a serial order does not. */
const isSkew = ({ name }: Anomaly) => name === 'G2-item'

function serversIn({ witness }: Anomaly): number {
  return new Set(witness.map(({ node }) => node)).size
}
