import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { LostWrite } from '../../checkers/durability/lost-writes.ts'
import type { Judged } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'

/** Of what a failover lost, how old the first write was, in seconds, when the primary lost the others; undefined where none is known. */
export function lostAgeSeconds(
  { checks }: Judged,
  evidence: Evidence,
  failover: Failover,
): number | undefined {
  const before = endBefore(evidence, failover)
  const { lostWrites = [] } = (checks.durability ?? {}) as Partial<DurabilityResult>
  const first = lostWrites.find(({ rows: [row] }) => row > before && row < failover.endRow)
  const { reachedNs } = failover.held ?? {}
  if (first === undefined || reachedNs === undefined) return undefined
  return Math.max(0, reachedNs - first.acknowledged.timeNs) / 1e9
}

/** Writes that were acknowledged since the failover before, and so long before the primary lost the others. */
export function olderThan(evidence: Evidence, failover: Failover, seconds: number): number {
  const untilNs = (failover.held?.reachedNs ?? -Infinity) - seconds * 1e9
  return acknowledgedBefore(evidence, failover, untilNs)
}

/** Writes that were acknowledged since the failover before, and before a moment up to which the new primary has everything. */
export function acknowledgedBefore(
  evidence: Evidence,
  failover: Failover,
  untilNs: number,
): number {
  const { history } = evidence
  const before = endBefore(evidence, failover)
  return acknowledgedWrites(history)
    .filter((row) => row > before && history.timeNs[row] < untilNs)
    .toArray().length
}

/** Those of them that were lost all the same. */
export function lostBefore(
  { checks }: Judged,
  evidence: Evidence,
  failover: Failover,
  untilNs: number,
): LostWrite[] {
  const { lostWrites = [] } = (checks.durability ?? {}) as Partial<DurabilityResult>
  const before = endBefore(evidence, failover)
  return lostWrites.filter(
    ({ rows: [row], acknowledged: { timeNs } }) => row > before && timeNs < untilNs,
  )
}

/** The end of the failover before one, as a row; below 0 where it was the first. */
function endBefore({ failovers }: Evidence, { startRow }: Failover): number {
  return failovers.findLast((each) => each.endRow < startRow)?.endRow ?? -1
}
