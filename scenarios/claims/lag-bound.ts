import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { unknown } from './after-failover.ts'
import { acknowledgedBefore, lostBefore } from './lost-age.ts'
import { unlosable } from './lost-writes.ts'
import { highAvailability } from './manual.ts'

type Lagging = Failover & Required<Pick<Failover, 'lag'>>

/**
 * How far the new primary was behind is told by positions alone: the last one that the old primary was asked for and the
 * new one has had. What was acknowledged before that moment may not be lost.
 */
export function lagBoundsTheLoss(workload: Workload): Claim {
  return {
    id: 'lag-bounds-the-loss',
    sentence:
      'asynchronous solutions allow some delay between the time of a commit and its propagation to the other servers, opening the possibility that some transactions might be lost in the switch to a backup server',
    source: highAvailability,
    trial: (evidence) =>
      Object.hasOwn(workload.losses, 'durability') &&
      evidence.failovers.length > 0 &&
      lagging(evidence).length === evidence.failovers.length,
    covers: () => false,
    decide(judged, evidence) {
      if (judged.lost === null) return unlosable(judged)
      const failovers = lagging(evidence)
      const older = failovers.map((each) =>
        acknowledgedBefore(evidence, each, boundNs(evidence, each)),
      )
      const power = { writesBeforeTheLag: older.reduce((sum, each) => sum + each, 0) }
      for (const failover of failovers) {
        const untilNs = boundNs(evidence, failover)
        const lost = lostBefore(judged, evidence, failover, untilNs)
        if (lost.length === 0) continue
        const seconds = ((untilNs - lost[0].acknowledged.timeNs) / 1e9).toFixed(2)
        return {
          verdict: 'violated',
          reason: `${lost.length} lost writes were acknowledged before ${failover.to} was behind, the first of them ${seconds} s before.`,
          power,
        }
      }
      const { lostWrites = [] } = (judged.checks.durability ?? {}) as Partial<DurabilityResult>
      if (failovers.length > 1 && judged.lost > lostWrites.length)
        return unknown('More writes were lost than are told one by one.', power)
      if (power.writesBeforeTheLag === 0)
        return unknown('No write was acknowledged before the new primary was behind.', power)
      const lags = failovers.map(({ lag }) => `${lag.seconds.toFixed(2)} s`).join(' and ')
      return {
        verdict: 'holds',
        reason: `${judged.lost} of ${judged.acknowledged} acknowledged writes were lost, none of them acknowledged before the ${lags} by which the new primary was behind; ${power.writesBeforeTheLag} were.`,
        power,
      }
    },
  }
}

function lagging({ failovers }: Evidence): Lagging[] {
  return failovers.filter((each): each is Lagging => each.lag !== undefined)
}

/** The moment up to which the new primary certainly has everything. */
function boundNs({ history }: Evidence, { startRow, lag }: Lagging): number {
  return history.timeNs[startRow] - lag.seconds * 1e9
}
