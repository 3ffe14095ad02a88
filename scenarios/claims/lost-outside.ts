import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { besideThePrimary, type Beside } from './beside-the-primary.ts'

/** What shows that a write was lost which no failover could lose: it was begun when that was over. In words. */
export function lostOutside(judged: Judged, evidence: Evidence): string | undefined {
  const { history, failovers } = evidence
  const { lostWrites = [], lostWindow } = judged.checks.durability as Partial<DurabilityResult>
  const told = lostWrites.map(({ rows: [row] }) => row)
  // Of more than are told one by one the latest are not.
  const areMore = judged.lost! > told.length
  const beside = besideThePrimary(evidence).filter(({ row }) => areMore || told.includes(row))
  if (beside.length > 0) return tookTwo(beside)
  const isExcused = (row: number) => {
    // Histories of earlier versions name none: any failover after it may have lost it.
    const node: string | undefined = history.nodes[history.node[row]]
    return failovers.some(
      ({ from, endRow }) => (node ?? from) === from && endRow > history.pair[row],
    )
  }
  const lastEndNs = history.timeNs[failovers.at(-1)?.endRow ?? 0]
  const isLate = areMore && (lostWindow?.lastNs ?? 0) > lastEndNs
  return isLate || !told.every(isExcused)
    ? 'A lost write was begun when its node was the primary, and nobody took its place after that; only a switch may lose writes.'
    : undefined
}

/** Two primaries took writes at once. */
export function tookTwo(writes: readonly Beside[]): string {
  const [{ node, primary }] = writes
  const what = writes.length === 1 ? '1 lost write was' : `${writes.length} lost writes were`
  return `${what} begun on ${node} when ${primary} had taken its place, and acknowledged; only a switch may lose writes.`
}
