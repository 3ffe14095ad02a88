import type { Key } from '../../history/operation.ts'
import { illegal } from './model.ts'
import { cut } from './problem.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import type { Limits } from './limits.ts'

/**
 * A quick guess at an order, for models that may or may not treat keys apart: orders each key's calls alone, merges
 * the orders by their earliest instants, and asks the model whether that is right. `undefined` proves nothing.
 */
export function mergedOrder(problem: Problem, limits: Limits): number[] | undefined {
  const { part, calls } = problem
  const byKey = Map.groupBy(calls.keys(), (call): Key | undefined => calls[call].key)
  if (byKey.size < 2) return undefined
  const instants: { call: number; instant: number }[] = []
  for (const some of byKey.values()) {
    const its = cut(problem, some, part.events)
    const result = search(its, limits)
    if (result.verdict !== 'pass') return undefined
    let instant = 0
    for (const place of result.order) {
      const call = its.places[place]
      instant = Math.max(instant, part.invoke[call])
      instants.push({ call, instant })
    }
  }
  const order = instants.toSorted((a, b) => a.instant - b.instant).map(({ call }) => call)
  return isLegal(order, problem) ? order : undefined
}

function isLegal(order: readonly number[], { calls, model, initial }: Problem): boolean {
  let state = model.init(initial)
  for (const call of order) {
    state = model.step(state, calls[call])
    if (state === illegal) return false
  }
  return true
}
