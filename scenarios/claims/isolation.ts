import type { Claim } from '../../runner/claim.ts'
import type { Isolation, IsolationTrial, Workload } from '../../runner/workload.ts'
import { contendingTransactions } from './contention.ts'

const sentences: Record<Isolation, string> = {
  'read-committed':
    'a SELECT query (without a FOR UPDATE/SHARE clause) sees only data committed before the query began',
  'repeatable-read':
    'a query in a repeatable read transaction sees a snapshot as of the start of the first non-transaction-control statement in the transaction',
  serializable:
    'this level emulates serial transaction execution for all committed transactions; as if transactions had been executed one after another, serially, rather than concurrently',
}

/** Of the level that the workload's transactions run at, where they have one and a checker answers for it. */
export function isolationClaims({ work, isolation, losses }: Workload): Claim[] {
  if (work.isolation === undefined || isolation === undefined) return []
  return [isolationHolds(work.isolation, isolation, losses)]
}

/** What the chapter "Transaction Isolation" promises of a level, across a failover that loses nothing. */
export function isolationHolds(
  isolation: Isolation,
  { check: checker, touched }: IsolationTrial,
  losses: Workload['losses'],
): Claim {
  return {
    id: `isolation-${isolation}`,
    sentence: sentences[isolation],
    source:
      'PostgreSQL documentation, chapter "Concurrency Control", section "Transaction Isolation"',
    trial: 'load',
    covers: (check) => check === checker,
    decide({ checks, acknowledged }, evidence) {
      if (acknowledged === 0)
        return {
          verdict: 'unknown',
          reason: 'No write was acknowledged, so no anomaly could show.',
        }
      const check = checks[checker]
      if (check === undefined || check.verdict === 'unknown')
        return { verdict: 'unknown', reason: check?.reason ?? 'No transactions were judged.' }
      // What a lost write looks like is for the claims of losses to speak of.
      const isLoss = (checks.durability && losses[checker]) ?? (() => false)
      const wrong = check.anomalies.find((anomaly) => !isLoss(anomaly, checks))
      if (check.verdict === 'fail' && wrong === undefined && check.anomalies.length > 0)
        return {
          verdict: 'unknown',
          reason: `A write was lost, and no more was seen than that: ${check.anomalies[0].summary}`,
        }
      if (check.verdict === 'fail')
        return { verdict: 'violated', reason: wrong?.summary ?? 'An anomaly was found.' }
      const power = { contendingTransactions: contendingTransactions(evidence, touched) }
      if (power.contendingTransactions === 0)
        return {
          verdict: 'unknown',
          reason:
            'No two transactions met at the same time, so none could have got in the way of another.',
          power,
        }
      return {
        verdict: 'holds',
        reason: `No anomaly that ${isolation} forbids among ${acknowledged} acknowledged writes; ${power.contendingTransactions} times two transactions met over a row.`,
        power,
      }
    },
  }
}
