import { faultCalls } from '../../checkers/availability/calls.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'

/** A primary's server crashed and recovered by itself. */
export interface Crash {
  node: string
  struckNs: number
}

/** The moment of each crash of a fault that has several. */
export const CRASH = 'crash'

/** Those of primaries: what a standby loses in a crash it gets anew. */
export function crashesOf({ history }: Evidence): Crash[] {
  const ofFaults = faultSpans(history).flatMap(({ fault, struckNs, inForceRow }) => {
    const value = history.value[inForceRow] as Blow | null
    // Histories from before other faults crash a server too don't mark it.
    const isCrash = value?.crashed ?? fault.startsWith('crash-')
    return isCrash && value?.before ? [{ node: value.before.node, struckNs }] : []
  })
  const observed: Crash[] = []
  faultCalls(history, (start) => {
    const value = history.value[start] as Blow | null
    if (history.names[history.f[start]] !== CRASH || history.kinds.get(start) !== 'observed') return
    if (value?.before && value.struckAtNs !== undefined)
      observed.push({ node: value.before.node, struckNs: value.struckAtNs })
  })
  return [...ofFaults, ...observed].toSorted((a, b) => a.struckNs - b.struckNs)
}

interface Blow {
  crashed?: boolean
  before?: Held
  struckAtNs?: number
}
