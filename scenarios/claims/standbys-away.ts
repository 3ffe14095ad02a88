import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import { linkName } from '../../runner/network/link.ts'
import type { Evidence } from '../../runner/evidence.ts'

const CLIENTS = 'clients'

/** A stretch of a run, by rows, in which a primary was certainly without some of its standbys. */
export interface Away {
  fault: string
  primary: string
  /** Of those that it had, these were left. */
  left: string[]
  fromRow: number
  untilRow: number
}

/** Each fault during which standbys were dead, frozen or unreachable, and the primary the same throughout. */
export function standbysAway(evidence: Evidence, nodes: readonly string[]): Away[] {
  const { history, failovers } = evidence
  return faultSpans(history).flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const untilRow = undoRow ?? history.length
    const before = failovers.findLast(({ endRow }) => endRow < fromRow)
    const primary = before?.to ?? nodes[0]
    if (failovers.some(({ startRow }) => startRow > fromRow && startRow < untilRow)) return []
    const isGone = goneIn(history.value[fromRow], span)
    // Whom the clients can't reach proves nothing of its commits.
    if (isGone(primary, CLIENTS)) return []
    const standbys = nodes.filter((node) => node !== primary)
    const left = standbys.filter((standby) => !isGone(primary, standby))
    return left.length < standbys.length ? [{ fault, primary, left, fromRow, untilRow }] : []
  })
}

/** What ends all of a node's doing, and for as long as it is in force. */
const lasting = /^(kill|stop|pause|partition)-/

/** What a fault's record says of a primary and whoever connects to it: one lost way is enough. */
export function goneIn(
  value: unknown,
  { fault, nodes }: FaultSpan,
): (primary: string, other: string) => boolean {
  const { lost, links } = (value ?? {}) as { lost?: string[]; links?: string[] }
  if (lost !== undefined)
    return (primary, other) =>
      lost.includes(`${primary} to ${other}`) || lost.includes(`${other} to ${primary}`)
  if (links !== undefined)
    return (primary, other) => fault.startsWith('cut-') && links.includes(linkName(other, primary))
  return (_, other) => lasting.test(fault) && nodes.includes(other)
}
