import { isRead } from '../../checkers/availability/gaps.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { OK } from '../../history/history.ts'

/**
 * What could have been lost in the failovers of a run, had not the wait for a standby held its answers back: commits
 * that waited on the old primary when it was struck, where that had WAL which the new one lacked.
 */
export function heldBack({ failovers }: Evidence): {
  commitsHeldBack: number
  walBytesBeyond: number
} {
  const power = { commitsHeldBack: 0, walBytesBeyond: 0 }
  for (const { held, toLsnBytes } of failovers) {
    if (held === undefined || toLsnBytes === undefined || held.lsnBytes <= toLsnBytes) continue
    power.commitsHeldBack += held.waiting
    power.walBytesBeyond += held.lsnBytes - toLsnBytes
  }
  return power
}

/** How many writes the old primaries acknowledged before their failover: each might have been lost. */
export function acknowledgedBy({ history, failovers }: Evidence): number {
  let count = 0
  let from = 0
  for (const failover of failovers) {
    for (let row = from; row < failover.startRow; row++) {
      const node = history.nodes[history.node[row]]
      const isAcknowledged = history.type[row] === OK && history.isClients(row)
      if (isAcknowledged && node === failover.from && !isRead(history, row)) count++
    }
    from = failover.endRow
  }
  return count
}
