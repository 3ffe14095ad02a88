import type { Key } from '../../../history/operation.ts'
import type { Call } from '../call.ts'
import { illegal } from '../model.ts'
import type { Model } from '../model.ts'

type States = ReadonlyMap<Key | undefined, unknown>

/** The same objects as one whose state is that of all keys: what is judged apart can be judged together too. */
export function unpartitioned(model: Model): Model<States> {
  const initial = model.init(undefined)
  const stateOf = (states: States, { key }: Call): unknown =>
    states.has(key) ? states.get(key) : initial
  return {
    ...model,
    byKey: false,
    access: undefined,
    growOnlySet: false,
    fifoQueue: false,
    init: () => new Map(),
    step: (states, call) => {
      const next = model.step(stateOf(states, call), call)
      return next === illegal ? illegal : new Map(states).set(call.key, next)
    },
    identity: (states) =>
      JSON.stringify(
        [...states].map(([key, state]) => [key, model.identity?.(state) ?? state]).toSorted(),
      ),
    canComeTrue:
      model.canComeTrue &&
      ((states, read, others) => {
        const sameKey = others.filter(({ key }) => key === read.key)
        return model.canComeTrue!(stateOf(states, read), read, sameKey)
      }),
    forCalls: undefined,
    isBlindWrite: undefined,
    removable: undefined,
  }
}
