import type { Evidence } from '../../runner/evidence.ts'
import { crashesOf, type Crash } from './crashes.ts'
import { standbysAway } from './standbys-away.ts'

export interface Restart extends Crash {
  /** Since when no standby could confirm anything. */
  aloneNs: number
}

/** Crashes of a primary while commits waited, and no standby could confirm one any more: that went on to the end. */
export function restartsWhileWaiting(evidence: Evidence, nodes: readonly string[]): Restart[] {
  const alone = standbysAway(evidence, nodes).filter(({ left }) => left.length === 0)
  return crashesOf(evidence).flatMap((crash) => {
    const { node, waiting, cutAtNs, inForceRow } = crash
    const away = alone.find(
      ({ primary, fromRow, untilRow }) =>
        primary === node && fromRow < inForceRow && untilRow > inForceRow,
    )
    const aloneNs = away === undefined ? cutAtNs : evidence.history.timeNs[away.fromRow]
    return waiting > 0 && aloneNs !== undefined ? [{ ...crash, aloneNs }] : []
  })
}
