import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { failedTakeovers, type Attempt } from './attempts.ts'

/** There is one copy: what is wrong with it is wrong with it for both. */
export function bothAreDown(workload: Losses): Claim {
  return {
    id: 'corrupt-disk-leaves-both-servers-nonfunctional',
    sentence:
      'if the shared disk array fails or becomes corrupt, the primary and standby servers are both nonfunctional',
    source: sharedDiskFailover,
    trial: (evidence) => damages(evidence).length > 0,
    covers: speaksOfLosses(workload),
    decide: decideAll,
  }
}

function decideAll(judged: Judged, evidence: Evidence): Decision {
  const [damage] = damages(evidence)
  const tried = triesWith(damage, evidence)
  const failed = tried.filter(({ by }) => by === 'data')
  const power = { refusedTakeovers: failed.length }
  const served = evidence.failovers.find(({ endRow }) => isDuring(endRow, damage))
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
      reason: 'The damage was taken back before both servers had been tried on it.',
      power,
    }
  return {
    verdict: 'holds',
    reason: `With a damaged ${damage.of} neither ${damage.node} nor the other server could start: ${failed[0].error}`,
    power,
  }
}

/** What was done to a file of the disk, and what became of the server on it: `started`, `refused`, … */
interface Damage {
  node: string
  of: string
  server: string
  fromRow: number
  untilRow: number
}

/** Each fault that tells of one. */
function damages({ history }: Evidence): Damage[] {
  return faultSpans(history).flatMap(({ nodes: [node], inForceRow, undoRow }) => {
    const { damage } = (history.value[inForceRow] ?? {}) as { damage?: Damage }
    if (damage === undefined) return []
    return [{ ...damage, node, fromRow: inForceRow, untilRow: undoRow ?? history.length }]
  })
}

function triesWith(damage: Damage, { history }: Evidence): Attempt[] {
  return failedTakeovers(history).filter(({ startRow }) => isDuring(startRow, damage))
}

const isDuring = (row: number, { fromRow, untilRow }: Damage) => row > fromRow && row < untilRow

/** What any checker found, in its own words. */
function wrongIn({ checks }: Judged): string | undefined {
  const [wrong] = Object.values(checks).filter(({ verdict }) => verdict === 'fail')
  return wrong?.anomalies[0]?.summary
}
