import { isRead } from '../../checkers/availability/gaps.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { INVOKE, OK } from '../../history/history.ts'
import type { IsolationTrial, Touched } from '../../runner/workload.ts'

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

/** Pairs of acknowledged transactions that were under way at the same time and share a row that one of them wrote. */
export function contendingTransactions(
  { history }: Evidence,
  touched: IsolationTrial['touched'],
): number {
  const open = new Map<number, Touched>()
  let pairs = 0
  for (let row = 0; row < history.length; row++) {
    if (!history.isClients(row)) continue
    const end = history.pair[row]
    if (history.type[row] === INVOKE && end >= 0 && history.type[end] === OK) {
      const mine = touched(history.names[history.f[row]], history.value[end])
      for (const other of open.values()) if (contend(mine, other)) pairs++
      open.set(row, mine)
    } else if (history.type[row] === OK) open.delete(end)
  }
  return pairs
}

function contend(a: Touched, b: Touched): boolean {
  const meets = (one: ReadonlySet<unknown>, other: ReadonlySet<unknown>) =>
    one.values().some((row) => other.has(row))
  return meets(a.written, b.written) || meets(a.written, b.read) || meets(b.written, a.read)
}
