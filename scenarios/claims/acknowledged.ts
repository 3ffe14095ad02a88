import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import type { Evidence } from '../../runner/evidence.ts'

/** How many writes a node acknowledged between two moments. */
export function acknowledgedBetween(
  { history }: Evidence,
  node: string,
  fromNs: number,
  untilNs: number,
): number {
  const { timeNs, nodes } = history
  return acknowledgedWrites(history)
    .filter((row) => timeNs[row] >= fromNs && timeNs[row] < untilNs)
    .filter((row) => nodes[history.node[row]] === node)
    .toArray().length
}
