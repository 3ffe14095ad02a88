import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim } from '../../runner/claim.ts'
import type { ClaimResult, RunResults } from '../../runner/results.ts'

type Decision = Pick<ClaimResult, 'verdict' | 'reason'>
type Judged = Pick<RunResults, 'checks' | 'acknowledged' | 'lost'>

const source =
  'PostgreSQL documentation, chapter "High Availability, Load Balancing, and Replication"'

function unknown(reason: string): Decision {
  return { verdict: 'unknown', reason }
}

/** What every claim about a failover needs to have seen before it can say anything. */
function nothingSeen({ acknowledged }: Judged, failovers: number): Decision | undefined {
  if (acknowledged === 0) return unknown('No write was acknowledged, so none could have been lost.')
  if (failovers === 0)
    return unknown('No failover took place, so the sentence was not put to the test.')
  return undefined
}

/** Workloads whose values are overwritten can't count losses; a lost write shows there as a wrong answer. */
function wrongAnswers({ checks }: Judged): Decision | 'right' {
  const check = checks.linearizability ?? checks['list-append']
  if (check === undefined || check.verdict === 'unknown')
    return unknown(check?.reason ?? 'No checker of this run can tell whether a write was lost.')
  if (check.verdict === 'pass') return 'right'
  return {
    verdict: 'violated',
    reason: check.anomalies[0]?.summary ?? 'The history is impossible.',
  }
}

/** "a failover will not lose any data" */
export const syncLosesNothing: Claim = {
  id: 'sync-failover-loses-nothing',
  sentence: 'a failover will not lose any data',
  source,
  decide(judged, { failovers }) {
    const blind = nothingSeen(judged, failovers)
    if (blind !== undefined) return blind
    const { acknowledged, lost } = judged
    if (lost === null) return judged.checks.durability ? unlosable(judged) : answers(judged)
    if (lost > 0)
      return {
        verdict: 'violated',
        reason: `${lost} of ${acknowledged} acknowledged writes were lost in a failover.`,
      }
    if (judged.checks.durability.verdict === 'unknown') return unlosable(judged)
    return {
      verdict: 'holds',
      reason: `None of ${acknowledged} acknowledged writes was lost in ${failovers} failover(s).`,
    }
  },
}

function unlosable({ checks }: Judged): Decision {
  return unknown(checks.durability.reason ?? 'Durability could not be judged.')
}

function answers(judged: Judged): Decision {
  const wrong = wrongAnswers(judged)
  if (wrong !== 'right') return wrong
  return {
    verdict: 'holds',
    reason: `Every answer is explained by ${judged.acknowledged} acknowledged operations, none of them lost.`,
  }
}

/** "some transactions might be lost": it must be seen, and what is lost must be the latest writes only. */
export const asyncMayLose: Claim = {
  id: 'async-failover-may-lose-the-latest-writes',
  sentence: 'some transactions might be lost in the switch to a backup server',
  source,
  decide(judged, { failovers }) {
    const blind = nothingSeen(judged, failovers)
    if (blind !== undefined) return blind
    const { acknowledged, lost } = judged
    if (lost === null) return judged.checks.durability ? unlosable(judged) : seenByAnswers(judged)
    const { holes } = judged.checks.durability as DurabilityResult
    if (holes > 0)
      return {
        verdict: 'violated',
        reason: `${holes} of the ${lost} lost writes were acknowledged before a write that survived on the same node; asynchronous replication may lose the latest writes only.`,
      }
    if (lost === 0)
      return unknown(
        `None of ${acknowledged} acknowledged writes was lost this time, so the run doesn't show what might be.`,
      )
    return {
      verdict: 'holds',
      reason: `${lost} of ${acknowledged} acknowledged writes were lost in ${failovers} failover(s), the latest ones before the switch.`,
    }
  },
}

function seenByAnswers(judged: Judged): Decision {
  const wrong = wrongAnswers(judged)
  if (wrong === 'right') return unknown('No answer of this run shows a lost write.')
  if (wrong.verdict === 'unknown') return wrong
  return {
    verdict: 'holds',
    reason: `A write was lost in the switch, and a later answer shows it: ${wrong.reason}`,
  }
}
