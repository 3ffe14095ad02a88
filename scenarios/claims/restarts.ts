import type { Evidence } from '../../runner/evidence.ts'
import { endsOf, type Crash } from './crashes.ts'
import { modeAt } from './direct-standbys.ts'
import { standbysAway } from './standbys-away.ts'

export interface Restart extends Crash {
  /** Since when no standby could confirm anything. */
  aloneNs: number
}

/** Ends of a primary while commits waited, in a crash or in order, and no standby could confirm one any more: that went on to the end. */
export function restartsWhileWaiting(evidence: Evidence, nodes: readonly string[]): Restart[] {
  return endsOf(evidence).flatMap((crash) => {
    const { waiting, cutAtNs } = crash
    const aloneNs = awaySince(evidence, nodes, crash) ?? cutAtNs
    const isKept = waiting > 0 && keepsWhatWaits(evidence, crash)
    return isKept && aloneNs !== undefined ? [{ ...crash, aloneNs }] : []
  })
}

/** Whether what waited was on the disk of who fell, for good: with its power goes what that had not kept. */
function keepsWhatWaits(evidence: Evidence, { node, inForceRow, ...crash }: Crash): boolean {
  if (crash.liedSinceNs !== undefined) return false
  return !crash.isLossOfPower || modeAt(evidence, node, inForceRow)?.settings.fsync !== 'off'
}

/** Since when a fault had left the primary no standby. */
function awaySince(
  evidence: Evidence,
  nodes: readonly string[],
  { node, inForceRow }: Crash,
): number | undefined {
  // Who took its place after that changes nothing of it.
  const before = ({ startRow }: { startRow: number }) => startRow < inForceRow
  const failovers = evidence.failovers.filter(before)
  const switchovers = evidence.switchovers.filter(before)
  const away = standbysAway({ ...evidence, failovers, switchovers }, nodes).find(
    ({ primary, left, fromRow, untilRow }) =>
      primary === node && left.length === 0 && fromRow < inForceRow && untilRow > inForceRow,
  )
  return away && evidence.history.timeNs[away.fromRow]
}
