import { faultSpans } from '../../checkers/availability/faults.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { INVOKE, OK, type History } from '../../history/history.ts'
import type { Evidence } from '../../runner/evidence.ts'

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
  /** and those that had no answer for so long that they would have had one. */
  waited: number
  /** For how long it was tried, from the first try to the end of the stretch. */
  triedNs: number
}

/** Who can be reached answers in less. */
export const WAITED_NS = 500e6

/** What was asked of a node. */
export function askedOf(history: History, node: string): (row: number) => boolean {
  return (row) => history.nodes[history.node[row]] === node
}

/** What became of those of the clients' writes that were invoked in a stretch; `isMeant` looks at the invocation. */
export function writesDuring(
  history: History,
  isMeant: (row: number) => boolean,
  { fromRow, untilRow }: Stretch,
): Written {
  const found = { tried: 0, answered: 0, waited: 0, triedNs: 0 }
  const untilNs = history.timeNs[Math.min(untilRow, history.length - 1)]
  for (let row = fromRow; row < untilRow; row++) {
    if (!history.isClients(row) || history.type[row] !== INVOKE) continue
    if (isRead(history, row) || !isMeant(row)) continue
    if (found.tried++ === 0) found.triedNs = untilNs - history.timeNs[row]
    const end = history.pair[row]
    const isOver = end >= 0 && end < untilRow
    if (isOver && history.type[end] === OK) found.answered++
    else if ((isOver ? history.timeNs[end] : untilNs) - history.timeNs[row] >= WAITED_NS)
      found.waited++
  }
  return found
}

/** How many writes were under way as a stretch began, and had no answer for so long into it that they would have had one. */
export function hangingInto(
  history: History,
  isMeant: (row: number) => boolean,
  { fromRow, untilRow }: Stretch,
): number {
  const { timeNs } = history
  const enoughNs = timeNs[fromRow] + WAITED_NS
  if (timeNs[Math.min(untilRow, history.length - 1)] < enoughNs) return 0
  let hanging = 0
  for (let row = 0; row < fromRow; row++) {
    if (!history.isClients(row) || history.type[row] !== INVOKE) continue
    if (isRead(history, row) || !isMeant(row)) continue
    const end = history.pair[row]
    if (end < 0 || timeNs[end] >= enoughNs) hanging++
  }
  return hanging
}

/** Whether another fault than the one that began a stretch was in force at some time in it. */
export function isDisturbed({ fromRow, untilRow }: Stretch, { history }: Evidence): boolean {
  return faultSpans(history).some(
    ({ startRow, inForceRow, endNs }) =>
      inForceRow !== fromRow &&
      startRow < untilRow &&
      (endNs ?? Infinity) > history.timeNs[fromRow],
  )
}
