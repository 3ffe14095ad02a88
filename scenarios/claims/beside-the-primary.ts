import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import { changesOf, type Evidence } from '../../runner/evidence.ts'

/** A write that its node took when another was the primary already: nobody who follows that one will ever have it. */
export interface Beside {
  /** Of its acknowledgement. */
  row: number
  node: string
  primary: string
}

/** All of them, in order. Whoever began before the change of the primary was over may have been answered late. */
export function besideThePrimary(evidence: Evidence): Beside[] {
  const { history } = evidence
  const changes = changesOf(evidence)
  return acknowledgedWrites(history)
    .flatMap((row): Beside[] => {
      const begun = history.pair[row]
      const node: string | undefined = history.nodes[history.node[row]]
      // Histories of earlier versions name none, and so nobody knows that it was another.
      if (node === undefined) return []
      const primary = changes.findLast(({ endRow }) => endRow < begun)?.to
      const isTaking = changes.some(
        ({ to, startRow, endRow }) => to === node && startRow < row && endRow >= begun,
      )
      return primary === undefined || primary === node || isTaking ? [] : [{ row, node, primary }]
    })
    .toArray()
}
