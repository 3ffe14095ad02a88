import type { Operation } from '../../../history/operation.ts'
import type { Choose } from './objects.ts'

/** A call that a process of its own makes; one without `output` never ends. */
export interface Made {
  f: string
  value: unknown
  output?: unknown
}

type Line = Pick<Operation, 'process' | 'type' | 'f' | 'value'>

/**
 * A history of these calls, in about this order: each starts up to `spread` calls earlier and ends up to as many
 * later. Denser in strange cases than what clients of a real object bring about.
 */
export function scattered(calls: readonly Made[], choose: Choose, spread: number): Operation[] {
  const somewhere = (): number => (choose(1000) / 1000) * choose(spread + 1)
  const lines = calls.flatMap(({ f, value, output }, process): [number, Line][] => {
    const start: Line = { process, type: 'invoke', f, value }
    const end: Line = { process, type: 'ok', f, value: output }
    const begun: [number, Line] = [process - somewhere(), start]
    return output === undefined ? [begun] : [begun, [process + 0.001 + somewhere(), end]]
  })
  return lines
    .toSorted(([a], [b]) => a - b)
    .map(([, line], index) => ({ index, timeNs: 1000 * index, ...line }))
}
