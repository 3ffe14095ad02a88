import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import { olderThan } from '../../claims/lost-age.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { begunNs, takenOverFrom, type TakenOver } from './last-mirror.ts'

/** So long it may take to make a mirror and to bring it to the standby, on a machine that has other things to do. */
const BRINGING_SECONDS = 2

/** The oldest that the last mirror may be when its primary falls: one was just begun, and the one before it counts. */
export function windowSeconds(paceSeconds: number): number {
  return 2 * paceSeconds + BRINGING_SECONDS
}

/** All that is older than the time from one mirror to the next, and the time that a mirror takes, has reached the standby. */
export function mirrorKeepsUp(mode: ExpectedMode, paceSeconds: number): Claim {
  const mostSeconds = windowSeconds(paceSeconds)
  return {
    id: 'interval-bounds-the-loss',
    sentence:
      'all changes to a file system are mirrored to a file system residing on another computer',
    source: differentSolutions,
    trial: (evidence) =>
      takenOverFrom(evidence).length > 0 &&
      takenOverFrom(evidence).every((each) => isPlain(evidence, each, mostSeconds)),
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const failovers = takenOverFrom(evidence)
      const ages = failovers.map((each) => (each.held!.reachedNs! - begunNs(evidence, each)) / 1e9)
      const oldest = Math.max(...ages)
      const older = failovers.map((each) => olderThan(evidence, each, mostSeconds))
      return {
        verdict: oldest > mostSeconds ? 'violated' : 'holds',
        reason: `The last mirror had been begun ${oldest.toFixed(2)} s before the primary was out of reach, where ${mostSeconds} s are allowed.`,
        power: { olderWrites: older.reduce((sum, each) => sum + each, 0) },
      }
    },
  }
}

/** Whether it is known when the primary was lost, nothing else was broken then, and there was something to mirror. */
function isPlain(evidence: Evidence, failover: TakenOver, mostSeconds: number): boolean {
  const { history } = evidence
  const { reachedNs, struckNs } = failover.held ?? {}
  if (reachedNs === undefined || olderThan(evidence, failover, mostSeconds) === 0) return false
  return faultSpans(history).every(
    (span) =>
      span.struckNs === struckNs ||
      span.startNs > history.timeNs[failover.endRow] ||
      (span.endNs ?? Infinity) < reachedNs - mostSeconds * 1e9,
  )
}
