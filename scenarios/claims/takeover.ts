import { faultSpans } from '../../checkers/availability/faults.ts'
import type { History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { unlosable } from './lost-writes.ts'
import { unknown } from './after-failover.ts'
import { fellInOrder } from './crashes.ts'
import { lostAgeSeconds, olderThan } from './lost-age.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { logShipping } from './manual.ts'

export interface AlmostAllOptions {
  mode: ExpectedMode
  /** How old what it lacks may be, by the manual's word on this way of replicating. */
  mostSeconds: number
  /** Why more may rightly be lacking in a failover. */
  excuse?(evidence: Evidence, failover: Failover): string | undefined
}

/** What a standby lacks when its primary falls, in time: everything that is older is there. */
export function standbyHasAlmostAll(options: AlmostAllOptions, workload: Workload): Claim {
  const { mode, mostSeconds } = options
  return {
    id: 'standby-has-almost-all-data',
    sentence:
      'If the main server fails, the standby contains almost all of the data of the main server',
    source: logShipping,
    trial: (evidence) =>
      Object.hasOwn(workload.losses, 'durability') &&
      evidence.failovers.length > 0 &&
      evidence.failovers.every((each) => isPlain(evidence, each, options)),
    covers: () => false,
    decide(judged, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      if (judged.lost === null) return unlosable(judged)
      const { failovers } = evidence
      const older = failovers.map((each) => olderThan(evidence, each, mostSeconds))
      const power = { olderWrites: older.reduce((sum, each) => sum + each, 0) }
      const ages = failovers.map((each) => lostAgeSeconds(judged, evidence, each) ?? 0)
      const oldest = Math.max(...ages)
      const lost = `${judged.lost} of ${judged.acknowledged} acknowledged writes were lost`
      const age = judged.lost === 0 ? '' : `, the first of them ${oldest.toFixed(2)} s old`
      return {
        verdict: oldest > mostSeconds ? 'violated' : 'holds',
        reason: `${lost}${age} when the primary lost its standbys, where ${mostSeconds} s are taken for almost all; ${power.olderWrites} were older.`,
        power,
      }
    },
  }
}

/** Whether it is known when the primary lost the others, nothing else was broken then, and there was enough to lose. */
function isPlain(
  evidence: Evidence,
  failover: Failover,
  { mostSeconds, excuse }: AlmostAllOptions,
): boolean {
  const { history } = evidence
  const { reachedNs } = failover.held ?? {}
  if (reachedNs === undefined || olderThan(evidence, failover, mostSeconds) === 0) return false
  // Who is shut down in order is no server that fails, and leaves nobody behind.
  if (fellInOrder(evidence, failover)) return false
  const others = faultSpans(history).filter(
    ({ startNs, struckNs, endNs }) =>
      startNs < history.timeNs[failover.endRow] &&
      (endNs ?? Infinity) > reachedNs - mostSeconds * 1e9 &&
      struckNs !== failover.held?.struckNs,
  )
  return others.length === 0 && excuse?.(evidence, failover) === undefined
}

/** The manual gives no figure for it. */
export const QUICK_SECONDS = 15

/** From the decision, when the old primary was fenced, until the new one takes writes. */
export function standbyIsSoonThePrimary(mode: ExpectedMode): Claim {
  return {
    id: 'standby-is-soon-the-primary',
    sentence: 'can be quickly made the new primary database server',
    source: logShipping,
    trial: ({ failovers }) => failovers.length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const { history, failovers } = evidence
      const seconds = failovers.map((each) => secondsOf(each, evidence))
      const late = failovers.filter((_, i) => seconds[i] > QUICK_SECONDS)
      const kept = late.map((each) => besideOf(history, each))
      if (late.length > 0 && kept.every((fault) => fault !== undefined))
        return unknown(
          `A standby took longer than ${QUICK_SECONDS} s while ${kept[0]} was in force.`,
        )
      return {
        verdict: late.length > 0 ? 'violated' : 'holds',
        reason: `The standby took writes ${seconds.map((s) => s.toFixed(2)).join(' s and ')} s after it was told to, where ${QUICK_SECONDS} s are taken for quick.`,
        power: { failovers: failovers.length },
      }
    },
  }
}

/** How long it took from the decision until the new primary took writes. */
export function secondsOf({ startRow, endRow }: Failover, { history }: Evidence): number {
  const { timeNs } = history
  return (timeNs[endRow] - timeNs[startRow]) / 1e9
}

/** A fault that began before a standby had taken over and after the blow, or went on from before: it may have kept it. */
function besideOf(history: History, { endRow, startRow, held }: Failover): string | undefined {
  return faultSpans(history).find(
    ({ startNs, endNs, struckNs }) =>
      struckNs !== held?.struckNs &&
      startNs < history.timeNs[endRow] &&
      (endNs ?? Infinity) > history.timeNs[startRow],
  )?.fault
}
