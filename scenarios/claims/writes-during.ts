import { isRead } from '../../checkers/availability/gaps.ts'
import { INVOKE, OK, type History } from '../../history/history.ts'

/** A stretch of a run, by rows. */
export interface Stretch {
  fromRow: number
  untilRow: number
}

export interface Written {
  /** Writes that began in it, */
  tried: number
  /** those of them that were acknowledged within it, */
  answered: number
  /** those that ended otherwise within it, */
  refused: number
  /** and those, ended or not, that had no answer for so long that they would have had one. */
  waited: number
}

const WAITED_NS = 500e6

/** What became of the writes that were invoked on a node in a stretch. */
export function writesDuring(
  history: History,
  node: string,
  { fromRow, untilRow }: Stretch,
): Written {
  const found = { tried: 0, answered: 0, refused: 0, waited: 0 }
  const untilNs = history.timeNs[Math.min(untilRow, history.length - 1)]
  for (let row = fromRow; row < untilRow; row++) {
    const isClients = history.isClients(row) && history.nodes[history.node[row]] === node
    if (!isClients || history.type[row] !== INVOKE || isRead(history, row)) continue
    found.tried++
    const end = history.pair[row]
    const isOver = end >= 0 && end < untilRow
    if (isOver && history.type[end] === OK) {
      found.answered++
      continue
    }
    if (isOver) found.refused++
    if ((isOver ? history.timeNs[end] : untilNs) - history.timeNs[row] >= WAITED_NS) found.waited++
  }
  return found
}
