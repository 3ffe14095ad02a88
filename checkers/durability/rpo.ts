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

function walBytes(history: History): number | null {
  const behind = failoversBehind(history)
  return behind.length === 0 ? null : behind.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A failover that recorded a position of the old primary and the one at which the new one took over. */
export interface Behind {
  /** The row of its end. */
  end: number
  from: string
  to: string
  bytes: number
}

/** Each of them: by how much of what the operator had seen of the old primary the new one was behind, at least. */
export function failoversBehind(history: History): Behind[] {
  const failover = history.nameOf('failover')
  const found: Behind[] = []
  faultCalls(history, (start, end) => {
    if (history.f[start] !== failover || outcome(history, end) !== OK) return
    const { from, to, fromLsnBytes, toLsnBytes } = (history.value[end] ?? {}) as Positions
    if (typeof fromLsnBytes !== 'number' || typeof toLsnBytes !== 'number') return
    const bytes = Math.max(0, fromLsnBytes - toLsnBytes)
    found.push({ end, from: String(from), to: String(to), bytes })
  })
  return found
}

/** Positions in WAL, in bytes since its beginning, as a `failover`'s value may hold them. */
interface Positions {
  from?: unknown
  to?: unknown
  fromLsnBytes?: unknown
  toLsnBytes?: unknown
}
