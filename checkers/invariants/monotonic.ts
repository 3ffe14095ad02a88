import { OK, type History } from '../../runner/history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'

export interface MonotonicResult extends CheckResult {
  reads: number
  /** Values below one that the same process had seen of the same key. */
  decreases: number
}

/** Of a number that only grows (a counter, a version, a clock) no process ever sees less than it has seen. */
export function monotonic(): Checker<MonotonicResult> {
  return { name: 'monotonic', about: 'No process sees a growing number shrink', check }
}

function check(history: History): MonotonicResult {
  const read = history.nameOf('read')
  const highest = new Map<string, number>()
  const decreases: [number, number][] = []
  let reads = 0
  clientCalls(history, (start, end) => {
    const value = history.value[end]
    if (history.f[start] !== read || outcome(history, end) !== OK || typeof value !== 'number')
      return
    reads++
    const session = `${history.process[start]} ${history.key[start]}`
    const before = highest.get(session)
    if (before !== undefined && value < (history.value[before] as number))
      decreases.push([before, end])
    else highest.set(session, end)
  })
  return {
    ...judged(
      decreases.slice(0, 1).map(([before, after]) => ({
        name: 'non-monotonic read',
        summary: `A process saw ${history.value[before]} and then ${history.value[after]}.`,
        witness: wholeOperations(history, [before, after]),
      })),
      reads === 0 ? 'No number was read.' : null,
    ),
    reads,
    decreases: decreases.length,
  }
}
