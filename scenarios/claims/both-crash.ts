import { isDeath } from '../../checkers/availability/deaths.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { unlosable } from './lost-writes.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { synchronousReplication } from './manual.ts'
import { restartsWhileWaiting } from './restarts.ts'

/**
 * The manual says so, and a few paragraphs later that a primary which restarts shows commits that no standby has. The
 * two part where such a primary falls before a standby has them: whoever read them read what is lost, and only one
 * server crashed.
 */
export function lossOnlyIfBothCrash(
  mode: ExpectedMode,
  nodes: readonly string[],
  workload: Workload,
): Claim {
  return {
    id: 'loss-only-if-both-crash',
    sentence:
      'The only possibility that data can be lost is if both the primary and the standby suffer crashes at the same time',
    source: synchronousReplication,
    trial: (evidence) =>
      Object.hasOwn(workload.losses, 'durability') && fallenSince(evidence, nodes) !== undefined,
    covers: (check, { name }) => check === 'durability' && name === 'seen then lost',
    decide(judged, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const { lost, acknowledged, checks } = judged
      if (lost === null) return unlosable(judged)
      const { node, waiting } = fallenSince(evidence, nodes)!
      const { seenThenLost } = checks.durability as DurabilityResult
      const power = { waitingCommits: waiting }
      const when = `${node} had restarted while ${waiting} commits waited for a standby, and then fell; no standby crashed`
      if (lost > 0)
        return {
          verdict: 'violated',
          reason: `${lost} of ${acknowledged} acknowledged writes were lost: ${when}.`,
          power,
        }
      if (seenThenLost > 0)
        return {
          verdict: 'violated',
          reason: `${seenThenLost} writes that clients had read were lost, though none of them was acknowledged: ${when}.`,
          power,
        }
      return {
        verdict: 'unknown',
        reason: `Nothing that was acknowledged or read was lost, though ${when}: nobody read what the restart had shown, or a standby had it after all.`,
        power,
      }
    },
  }
}

/** The primary that restarted while commits waited, and was replaced after that while its standbys lived. */
function fallenSince(evidence: Evidence, nodes: readonly string[]) {
  return restartsWhileWaiting(evidence, nodes).find(({ node, inForceRow }) =>
    evidence.failovers.some(
      ({ from, startRow, endRow }) =>
        from === node && startRow > inForceRow && !standbyDied(evidence, node, endRow),
    ),
  )
}

/** Whether anybody else than the primary died before its successor had its place. */
function standbyDied({ history }: Evidence, primary: string, untilRow: number): boolean {
  return faultSpans(history).some(
    ({ fault, nodes, startRow }) =>
      isDeath(fault) && startRow < untilRow && nodes.some((name) => name !== primary),
  )
}
