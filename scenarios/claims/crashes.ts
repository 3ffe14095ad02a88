import { faultSpans } from '../../checkers/availability/faults.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { OK } from '../../history/history.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

/** A primary's server crashed and recovered by itself. */
export interface Crash {
  node: string
  struckNs: number
}

/** Those of primaries: what a standby loses in a crash it gets anew. */
export function crashesOf({ history }: Evidence): Crash[] {
  return faultSpans(history).flatMap(({ fault, struckNs, inForceRow }) => {
    const { before } = (history.value[inForceRow] ?? {}) as { before?: Held }
    if (!fault.startsWith('crash-') || before === undefined) return []
    return [{ node: before.node, struckNs }]
  })
}

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
