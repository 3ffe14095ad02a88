import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { faultSpans } from '../../../checkers/availability/faults.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { FAIL, OK, type History } from '../../../history/history.ts'
import { linkName } from '../../../runner/network/link.ts'
import { rowsOf } from '../../workloads/rows.ts'

/** A write of a row that took effect at a server, or may have. */
export interface RowWrite {
  node: string
  f: string
  isAcknowledged: boolean
  /** Rows of the history; a write that never ended may have had its effect at any time. */
  start: number
  end: number
}

/** The rows that stood there before any client wrote, and at which server they were written. */
export interface Filled {
  rows: ReadonlySet<number>
  at: string
}

/**
 * Every row that clients wrote, by its primary key, with its writes in the order in which they began; the first of them is
 * that which set it up, where that matters.
 */
export function writesByRow(history: History, filled?: Filled): Map<number, RowWrite[]> {
  const byRow = new Map<number, RowWrite[]>()
  clientCalls(history, (start, end) => {
    if (isRead(history, start) || outcome(history, end) === FAIL) return
    const { key, value, f } = history.operation(start)
    const node = nodeOf(history, start) ?? 'a node'
    const isAcknowledged = outcome(history, end) === OK
    const write = { node, f, isAcknowledged, start, end: end < 0 ? Infinity : end }
    for (const row of rowsOf({ key, value }) ?? []) {
      const writes = byRow.get(row) ?? (filled?.rows.has(row) ? [setUpAt(filled.at)] : [])
      writes.push(write)
      byRow.set(row, writes)
    }
  })
  return byRow
}

const setUpAt = (node: string): RowWrite => ({
  node,
  f: 'set up',
  isAcknowledged: true,
  start: -1,
  end: -1,
})

/** Those that several servers wrote. */
export function contestedIn(
  byRow: ReadonlyMap<number, RowWrite[]>,
): ReadonlyMap<number, RowWrite[]> {
  return new Map([...byRow].filter(([, writes]) => serversIn(writes).size > 1))
}

export const serversIn = (writes: readonly RowWrite[]): Set<string> =>
  new Set(writes.map(({ node }) => node))

/**
 * Rows whose last writes at two servers were acknowledged while nothing got from one to the other, so that neither knew of
 * the other's: whatever all of them hold alike after that, somebody has chosen. A row that was removed is gone either way.
 */
export function certainlyInConflict(
  history: History,
  contested: ReadonlyMap<number, RowWrite[]>,
): number[] {
  const stretches = partings(history)
  return [...contested].flatMap(([row, writes]) => {
    const last = new Map(writes.map((write) => [write.node, write]))
    const ends = [...last.values()]
    const isApart = ends.some((one) =>
      ends.some((other) => stretches.some((stretch) => isWithin(stretch, one, other))),
    )
    const isCertain = ends.every(({ isAcknowledged, f }) => isAcknowledged && f !== 'remove')
    return isApart && isCertain ? [row] : []
  })
}

interface Parting {
  fromRow: number
  untilRow: number
  isParted(one: string, other: string): boolean
}

function isWithin({ fromRow, untilRow, isParted }: Parting, ...pair: [RowWrite, RowWrite]) {
  const [one, other] = pair
  return (
    isParted(one.node, other.node) &&
    pair.every(({ start, end }) => start > fromRow && end < untilRow)
  )
}

/** Stretches in which nothing got from one server to another, nor back; a way that is open in one direction may carry what is new. */
function partings(history: History): Parting[] {
  return faultSpans(history).flatMap((span): Parting[] => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const { lost, links = [] } = (history.value[fromRow] ?? {}) as Told
    const isGone = (from: string, to: string) =>
      lost === undefined ? links.includes(linkName(from, to)) : lost.includes(`${from} to ${to}`)
    if (lost === undefined && !fault.startsWith('cut-')) return []
    const isParted = (one: string, other: string) => isGone(one, other) && isGone(other, one)
    return [{ fromRow, untilRow: undoRow ?? history.length, isParted }]
  })
}

interface Told {
  lost?: string[]
  links?: string[]
}
