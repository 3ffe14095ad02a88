import { OK, type History } from '../../history/history.ts'
import { faultCalls, outcome } from '../availability/calls.ts'
import type { Elements } from './elements.ts'

/** What was lost, in the three units people ask for. */
export interface Rpo {
  writes: number
  /** From the acknowledgement of the first lost write to that of the last. */
  seconds: number
  /** WAL that the old primary certainly had and the new one had not, summed over the failovers that recorded both. */
  walBytes: number | null
}

/** When the lost writes were acknowledged. */
export interface LostWindow {
  firstNs: number
  lastNs: number
}

/** `lost` comes in the order of acknowledgement. */
export function lostWindow(
  { timeNs }: History,
  { acknowledged }: Elements,
  lost: number[],
): LostWindow | null {
  if (lost.length === 0) return null
  return {
    firstNs: timeNs[acknowledged[lost[0]]],
    lastNs: timeNs[acknowledged[lost[lost.length - 1]]],
  }
}

export function rpo(history: History, writes: number, window: LostWindow | null): Rpo {
  const seconds = window === null ? 0 : (window.lastNs - window.firstNs) / 1e9
  return { writes, seconds, walBytes: walBytes(history) }
}

/** From every `failover` that recorded a position of the old primary and the one at which the new one took over. */
function walBytes(history: History): number | null {
  const failover = history.nameOf('failover')
  let bytes: number | null = null
  faultCalls(history, (start, end) => {
    if (history.f[start] !== failover || outcome(history, end) !== OK) return
    const { fromLsnBytes: from, toLsnBytes: to } = (history.value[end] ?? {}) as Positions
    if (typeof from === 'number' && typeof to === 'number')
      bytes = (bytes ?? 0) + Math.max(0, from - to)
  })
  return bytes
}

/** Positions in WAL, in bytes since its beginning, as a `failover`'s value may hold them. */
interface Positions {
  fromLsnBytes?: unknown
  toLsnBytes?: unknown
}
