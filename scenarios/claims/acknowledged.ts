import { isRead } from '../../checkers/availability/gaps.ts'
import { OK } from '../../history/history.ts'
import type { Evidence } from '../../runner/evidence.ts'

/** How many writes a node acknowledged between two moments. */
export function acknowledgedBetween(
  { history }: Evidence,
  node: string,
  fromNs: number,
  untilNs: number,
): number {
  let count = 0
  for (let row = 0; row < history.length && history.timeNs[row] < untilNs; row++) {
    if (history.timeNs[row] < fromNs || history.type[row] !== OK || !history.isClients(row))
      continue
    if (history.nodes[history.node[row]] === node && !isRead(history, row)) count++
  }
  return count
}
