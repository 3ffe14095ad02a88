import { faultCalls, outcome } from '../../checkers/availability/calls.ts'
import { OK, type History } from '../../history/history.ts'

/** A mistake, and the recovery to the moment before it (or to one that misses that by so much). */
export interface Recovery {
  /** The moment before the mistake lies between these times. */
  aroundNs: [number, number]
  shiftNs: number
  /** When it was recovered from; absent where it never was. */
  recovered?: { fromNs: number; untilNs: number; said: string }
}

/** In order. A mistake that is made before the one before it is recovered from goes with that. */
export function recoveriesOf(history: History): Recovery[] {
  const found: Recovery[] = []
  faultCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    const { aroundNs, shift, recovered } = (history.value[end] ?? {}) as Told
    const open = found.at(-1)?.recovered === undefined ? found.at(-1) : undefined
    if (aroundNs !== undefined && open === undefined)
      found.push({ aroundNs, shiftNs: (shift ?? 0) * 1e9 })
    if (recovered !== undefined && open !== undefined) {
      const [fromNs, untilNs] = [start, end].map((row) => history.timeNs[row])
      open.recovered = { fromNs, untilNs, said: recovered.said }
    }
  })
  return found
}

interface Told {
  aroundNs?: [number, number]
  shift?: number
  recovered?: { said: string }
}
