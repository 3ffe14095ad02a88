import { ConfigTable } from './config-table.ts'
import type { Call, Model } from './model.ts'
import { NEVER } from './parts.ts'
import type { Part } from './parts.ts'
import { Transitions } from './transitions.ts'

export interface Limits {
  /** When to give up, by `clock`'s milliseconds; without a clock there is no time limit. */
  deadlineMs?: number
  clock?: () => number
  memoryLimitBytes: number
}

export type SearchResult = {
  /** The longest order found, as places in the part. */
  order: number[]
} & (
  | { verdict: 'pass' }
  /** No order lets `blocked` end when it did. */
  | { verdict: 'fail'; blocked: number }
  | { verdict: 'unknown'; blocked: number; limit: 'time' | 'memory' }
)

/**
 * Looks for an order by depth-first search over configurations: Wing and Gong's algorithm ("Testing and Verifying
 * Concurrent Objects", 1993) with Lowe's memory of the configurations tried and his just-in-time choice ("Testing
 * for Linearizability", 2017): calls are ordered only when one that ends has to be. A configuration is the event
 * reached, which of the calls then under way are ordered already, and the state.
 */
export function search(
  part: Part,
  calls: readonly Call[],
  model: Model,
  initial: unknown,
  limits: Limits,
): SearchResult {
  return new Search(part, calls, model, initial).run(limits)
}

/** A configuration with a choice to make, and the choices left. */
interface Frame {
  event: number
  state: number
  mask: Int32Array
  orderLength: number
  candidates: number[]
}

class Search {
  private readonly part: Part
  private readonly transitions: Transitions
  private readonly isRead: Uint8Array
  /** By event: the call, and whether it is its response. */
  private readonly callAt: Int32Array
  private readonly isResponse: Uint8Array
  /** By call: its bit while it is under way; by slot: the call under way at `event`, −1 where none is. */
  private readonly slotOf: Int32Array
  private readonly occupant: Int32Array

  private event = 0
  private state = 0
  private mask: Int32Array
  private order: number[] = []
  private longest: { event: number; order: number[] } = { event: -1, order: [] }

  constructor(part: Part, calls: readonly Call[], model: Model, initial: unknown) {
    this.part = part
    this.transitions = new Transitions(model, calls, initial)
    this.isRead = Uint8Array.from(calls, (call) => (model.isRead?.(call) ? 1 : 0))
    this.callAt = new Int32Array(part.events)
    this.isResponse = new Uint8Array(part.events)
    for (let call = 0; call < part.length; call++) {
      this.callAt[part.invoke[call]] = call
      if (part.response[call] === NEVER) continue
      this.callAt[part.response[call]] = call
      this.isResponse[part.response[call]] = 1
    }
    this.slotOf = new Int32Array(part.length)
    this.occupant = new Int32Array(this.assignSlots()).fill(-1)
    this.mask = new Int32Array(Math.ceil(this.occupant.length / 32))
  }

  run({ deadlineMs, clock, memoryLimitBytes }: Limits): SearchResult {
    const tried = new ConfigTable(2 + this.mask.length)
    const row = new Int32Array(tried.width)
    const stack: Frame[] = []
    for (let steps = 1; ; steps++) {
      this.advance()
      if (this.event === this.part.events) return { verdict: 'pass', order: this.order }
      row[0] = this.event
      row[1] = this.state
      row.set(this.mask, 2)
      if (tried.add(row)) stack.push(this.frame())
      if (!this.takeNextChoice(stack))
        return {
          verdict: 'fail',
          order: this.longest.order,
          blocked: this.callAt[this.longest.event],
        }
      if (tried.bytes + this.transitions.bytes > memoryLimitBytes) return this.givenUp('memory')
      if (steps % 2048 === 0 && clock && deadlineMs !== undefined && clock() > deadlineMs)
        return this.givenUp('time')
    }
  }

  private givenUp(limit: 'time' | 'memory'): SearchResult {
    this.noteLongest()
    const { order, event } = this.longest
    return { verdict: 'unknown', order, blocked: this.callAt[event], limit }
  }

  /** Each call's bit: the lowest that is free when it starts. Returns how many there are. */
  private assignSlots(): number {
    const free: number[] = []
    let slots = 0
    for (let event = 0; event < this.part.events; event++) {
      const call = this.callAt[event]
      if (this.isResponse[event] === 1) free.push(this.slotOf[call])
      else this.slotOf[call] = free.pop() ?? slots++
    }
    return slots
  }

  /** Passes events until a call ends that is not ordered yet, or none is left. */
  private advance(): void {
    this.absorbReads()
    for (; this.event < this.part.events; this.event++) {
      const call = this.callAt[this.event]
      const slot = this.slotOf[call]
      if (this.isResponse[this.event] === 0) {
        this.occupant[slot] = call
        this.absorbRead(call)
      } else if (this.has(slot)) {
        this.occupant[slot] = -1
        this.mask[slot >> 5] &= ~(1 << (slot & 31))
      } else return
    }
  }

  /** A read whose output is right is ordered at once: it changes nothing, so no other place can be better. */
  private absorbRead(call: number): void {
    if (this.isRead[call] === 1 && this.transitions.step(this.state, call) >= 0) this.put(call)
  }

  private absorbReads(): void {
    for (const call of this.occupant)
      if (call >= 0 && this.isRead[call] === 1 && !this.has(this.slotOf[call]))
        this.absorbRead(call)
  }

  private put(call: number): void {
    const slot = this.slotOf[call]
    this.mask[slot >> 5] |= 1 << (slot & 31)
    this.order.push(call)
  }

  private has(slot: number): boolean {
    return (this.mask[slot >> 5] & (1 << (slot & 31))) !== 0
  }

  private frame(): Frame {
    return {
      event: this.event,
      state: this.state,
      mask: this.mask.slice(),
      orderLength: this.order.length,
      candidates: this.candidates(),
    }
  }

  /**
   * Calls that may come next, the best last: the one that has to, then by their ends. Of calls that do the same
   * only the one that ends first: an order that takes another first is as good with the two exchanged.
   */
  private candidates(): number[] {
    const best = new Map<number, number>()
    for (const call of this.occupant) {
      if (call < 0 || this.has(this.slotOf[call])) continue
      if (this.transitions.step(this.state, call) < 0) continue
      const kind = this.transitions.kind[call]
      const other = best.get(kind)
      if (other === undefined || this.isBefore(call, other)) best.set(kind, call)
    }
    return [...best.values()].toSorted((a, b) => (this.isBefore(a, b) ? 1 : -1))
  }

  private isBefore(a: number, b: number): boolean {
    const { response, invoke } = this.part
    return response[a] === response[b] ? invoke[a] < invoke[b] : response[a] < response[b]
  }

  /** Goes to the configuration that the next untried choice leads to; false when none is left. */
  private takeNextChoice(stack: Frame[]): boolean {
    for (let frame = stack.at(-1); frame; stack.pop(), frame = stack.at(-1)) {
      const call = frame.candidates.pop()
      if (call === undefined) continue
      this.goBackTo(frame)
      this.state = this.transitions.step(this.state, call)
      this.put(call)
      return true
    }
    this.noteLongest()
    return false
  }

  private goBackTo(frame: Frame): void {
    if (this.event > frame.event || this.order.length > frame.orderLength) this.noteLongest()
    while (this.event > frame.event) {
      const call = this.callAt[--this.event]
      this.occupant[this.slotOf[call]] = this.isResponse[this.event] === 1 ? call : -1
    }
    this.state = frame.state
    this.mask.set(frame.mask)
    this.order.length = frame.orderLength
  }

  private noteLongest(): void {
    if (this.event > this.longest.event)
      this.longest = { event: this.event, order: this.order.slice() }
  }
}
