import type { Key } from '../../runner/history/operation.ts'
import { illegal } from './model.ts'
import { cut } from './cut.ts'
import type { Call, Model } from './model.ts'
import type { Part } from './parts.ts'
import { search } from './search.ts'
import type { Limits } from './search.ts'

/**
 * A quick guess at an order, for models that may or may not treat keys apart: orders each key's calls alone, merges
 * the orders by their earliest instants, and asks the model whether that is right. `undefined` proves nothing.
 */
export function mergedOrder(
  part: Part,
  calls: readonly Call[],
  model: Model,
  initial: unknown,
  limits: Limits,
): number[] | undefined {
  const byKey = Map.groupBy(calls.keys(), (call): Key | undefined => calls[call].key)
  if (byKey.size < 2) return undefined
  const instants: { call: number; instant: number }[] = []
  for (const some of byKey.values()) {
    const its = cut(part, calls, model, [...some], part.events)
    const result = search(its.part, its.calls, model, initial, limits)
    if (result.verdict !== 'pass') return undefined
    let instant = 0
    for (const place of result.order) {
      const call = its.places[place]
      instant = Math.max(instant, part.invoke[call])
      instants.push({ call, instant })
    }
  }
  const order = instants.toSorted((a, b) => a.instant - b.instant).map(({ call }) => call)
  return isLegal(order, calls, model, initial) ? order : undefined
}

function isLegal(
  order: readonly number[],
  calls: readonly Call[],
  model: Model,
  initial: unknown,
): boolean {
  let state = model.init(initial)
  for (const call of order) {
    state = model.step(state, calls[call])
    if (state === illegal) return false
  }
  return true
}
