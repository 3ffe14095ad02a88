import type { Claim, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { asyncMayLose } from '../../claims/failover.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import type { Losses } from '../../claims/losses.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { lostBefore } from '../../claims/lost-age.ts'
import { begunNs, mirroredBefore, takenOverFrom } from './last-mirror.ts'

/** A mirror that is behind lacks the latest writes alone, and none that was acknowledged before it was begun. */
export function mirroredInOrder(mode: ExpectedMode, workload: Losses): Claim {
  const latestOnly = asyncMayLose(mode, workload)
  return {
    ...latestOnly,
    id: 'mirror-loses-the-latest-writes-only',
    sentence:
      'specifically, writes to the standby must be done in the same order as those on the primary',
    source: differentSolutions,
    decide(judged, evidence) {
      const older = lostInMirror(judged, evidence)
      if (older !== undefined) return { verdict: 'violated', reason: older }
      const decision = latestOnly.decide(judged, evidence)
      const power = { ...decision.power, writesMirrored: mirroredBefore(evidence) }
      if (decision.verdict !== 'holds') return decision
      return power.writesMirrored > 0
        ? { ...decision, power }
        : {
            verdict: 'unknown',
            reason:
              'No write was acknowledged before the last mirror was begun, so none could break the order.',
            power,
          }
    },
  }
}

/** A lost write that its mirror should have had; of more than are told one by one the first are. */
function lostInMirror(judged: Judged, evidence: Evidence): string | undefined {
  for (const failover of takenOverFrom(evidence)) {
    const untilNs = begunNs(evidence, failover)
    const lost = lostBefore(judged, evidence, failover, untilNs)
    if (lost.length === 0) continue
    const beforeSeconds = (untilNs - lost[0].acknowledged.timeNs) / 1e9
    return `${lost.length} lost writes were acknowledged before mirror ${failover.mirror.number} was begun, on which ${failover.to} took over, the first of them ${beforeSeconds.toFixed(2)} s before.`
  }
}
