import type { Call } from './call.ts'
import { illegal } from './model.ts'
import type { Model } from './model.ts'
import { Values } from './values.ts'

const likenessOf = ({ f, key, input, output, outcome }: Call): unknown => [
  f,
  key,
  input,
  output,
  outcome,
]

/** A model's states and calls as small numbers, each step computed once. */
export class Transitions {
  readonly states: unknown[] = []
  /** By call: calls of one kind do the same. */
  readonly kind: Int32Array
  readonly kinds: number
  /** Bytes that the states and steps take, roughly. */
  bytes = 0
  private readonly calls: readonly Call[]
  private readonly model: Model
  private readonly ids = new Map<unknown, number>()
  private readonly steps = new Map<number, number>()

  constructor(model: Model, calls: readonly Call[], initial: unknown) {
    this.model = model.forCalls?.(calls) ?? model
    this.calls = calls
    const kinds = new Values()
    this.kind = Int32Array.from(calls, (call) =>
      kinds.id(this.model.likeness?.(call) ?? likenessOf(call)),
    )
    this.kinds = kinds.list.length
    this.idOf(this.model.init(initial))
  }

  /** The state after the call, −1 where it is illegal. */
  step(state: number, call: number): number {
    const place = state * this.kinds + this.kind[call]
    let next = this.steps.get(place)
    if (next === undefined) {
      const after = this.model.step(this.states[state], this.calls[call])
      next = after === illegal ? -1 : this.idOf(after)
      this.steps.set(place, next)
      this.bytes += 40
    }
    return next
  }

  private idOf(state: unknown): number {
    const identity = this.model.identity ? this.model.identity(state) : state
    let id = this.ids.get(identity)
    if (id === undefined) {
      id = this.states.push(state) - 1
      this.ids.set(identity, id)
      this.bytes += 100 + (typeof identity === 'string' ? 4 * identity.length : 0)
    }
    return id
  }
}
