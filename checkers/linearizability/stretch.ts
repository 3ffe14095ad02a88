import { sinceBlindWrite } from './blind-write.ts'
import { cut } from './problem.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import type { Limits } from './limits.ts'

/** Calls that can't be ordered; what ends after event `end` counts as not ended. */
export interface Core {
  calls: number[]
  end: number
}

const SHORTEST_EVENTS = 64
const TRIED_LIMIT = 20_000

/**
 * Looks for calls that can't be ordered around event `reached`, in a growing stretch of time: most violations are
 * local, and what can't be ordered there can't be ordered at all. `undefined` proves nothing.
 */
export function failingStretch(
  problem: Problem,
  reached: number,
  limits: Limits,
): Core | undefined {
  const { part } = problem
  for (let width = SHORTEST_EVENTS; width < part.events; width *= 4) {
    const end = Math.min(reached + width, part.events - 1)
    const since = sinceBlindWrite(problem, reached - width)
    const calls = since.filter((call) => part.invoke[call] <= end)
    const triedLimit = Math.min(TRIED_LIMIT, limits.triedLimit ?? Infinity)
    const { verdict } = search(cut(problem, calls, end), { ...limits, triedLimit })
    if (verdict === 'fail') return { calls, end }
  }
  return undefined
}
