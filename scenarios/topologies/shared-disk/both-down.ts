import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { failedTakeovers } from './attempts.ts'
import { disksFail } from './away.ts'
import { damages } from '../../claims/damage.ts'

/** There is one copy: what is wrong with it is wrong with it for both. */
export function bothAreDown(workload: Losses): Claim {
  return {
    id: 'corrupt-disk-leaves-both-servers-nonfunctional',
    sentence: disksFail,
    source: sharedDiskFailover,
    trial: ({ history }) => damages(history).length > 0,
    covers: speaksOfLosses(workload),
    decide: decideAll,
  }
}

function decideAll(judged: Judged, evidence: Evidence): Decision {
  const [damage] = damages(evidence.history)
  const failed = failedTakeovers(evidence.history).filter(
    ({ by, startRow }) => by === 'data' && startRow > damage.fromRow,
  )
  const power = { refusedTakeovers: failed.length }
  const served = evidence.failovers.find(({ endRow }) => endRow > damage.fromRow)
  if (served !== undefined || damage.server === 'started') {
    const who = served?.to ?? damage.node
    const wrong = wrongIn(judged)
    return wrong === undefined
      ? {
          verdict: 'unknown',
          reason: `${who} started on a damaged ${damage.of}, and nothing wrong was seen of that.`,
          power,
        }
      : {
          verdict: 'violated',
          reason: `${who} started on a damaged ${damage.of} as if nothing were wrong: ${wrong}`,
          power,
        }
  }
  if (damage.server !== 'refused' || failed.length === 0)
    return {
      verdict: 'unknown',
      reason: 'Not both servers were tried on the damaged disk.',
      power,
    }
  return {
    verdict: 'holds',
    reason: `With a damaged ${damage.of} neither ${damage.node} nor the other server could start: ${failed[0].error}`,
    power,
  }
}

/** What any checker found, in its own words. */
function wrongIn({ checks }: Judged): string | undefined {
  const [wrong] = Object.values(checks).filter(({ verdict }) => verdict === 'fail')
  return wrong?.anomalies[0]?.summary
}
