import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'

/**
 * What could have been lost in the failovers of a run, had not the wait for a standby held its answers back: commits
 * that waited on the old primary when it was struck, where that had WAL which the new one lacked.
 */
export function heldBack({ failovers }: Evidence): {
  commitsHeldBack: number
  walBytesBeyond: number
} {
  const power = { commitsHeldBack: 0, walBytesBeyond: 0 }
  for (const { held, walBytesBeyond = 0 } of failovers) {
    if (walBytesBeyond === 0) continue
    power.commitsHeldBack += held!.waiting
    power.walBytesBeyond += walBytesBeyond
  }
  return power
}

/** How many writes the old primaries acknowledged before their failover: each might have been lost. */
export function acknowledgedBy({ history, failovers }: Evidence): number {
  const isBefore = (row: number, { from, startRow }: Failover, i: number) =>
    row >= (failovers[i - 1]?.endRow ?? 0) &&
    row < startRow &&
    history.nodes[history.node[row]] === from
  return acknowledgedWrites(history)
    .filter((row) => failovers.some((failover, i) => isBefore(row, failover, i)))
    .toArray().length
}
