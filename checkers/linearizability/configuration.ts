import type { Call } from './call.ts'
import type { Part } from './part.ts'
import type { Problem } from './problem.ts'
import { timelineOf } from './timeline.ts'
import type { Timeline } from './timeline.ts'
import { Transitions } from './transitions.ts'

/** A call in an order, and the event reached when it was put there. */
export interface Placed {
  call: number
  event: number
}

/** What it takes to come back to a configuration on the way to the present one. */
export interface Place {
  event: number
  state: number
  mask: Int32Array
  lastBlind: number
  orderLength: number
}

/** Where a search is: the event reached, the state, which of the calls under way are ordered, and the order so far. */
export class Configuration {
  readonly part: Part
  readonly calls: readonly Call[]
  readonly timeline: Timeline
  readonly transitions: Transitions
  readonly isRead: Uint8Array
  readonly isBlind: Uint8Array
  /** By slot: the call under way at `event`, −1 where none is. */
  readonly occupant: Int32Array
  readonly order: Placed[] = []
  event = 0
  state = 0
  /** By slot, in bits: whether the call under way is ordered. */
  readonly mask: Int32Array
  /** The event reached when the last blind write was ordered: those that began before may be hidden. */
  lastBlind = -1
  private readonly callAt: Int32Array
  private readonly isResponse: Uint8Array
  private readonly slotOf: Int32Array

  constructor({ part, calls, model, initial }: Problem) {
    this.part = part
    this.calls = calls
    this.timeline = timelineOf(part)
    this.transitions = new Transitions(model, calls, initial)
    this.isRead = Uint8Array.from(calls, (call) => (model.isRead?.(call) ? 1 : 0))
    this.isBlind = Uint8Array.from(calls, (call) => (model.isBlindWrite?.(call) ? 1 : 0))
    const { callAt, isResponse, slotOf, slots } = this.timeline
    this.callAt = callAt
    this.isResponse = isResponse
    this.slotOf = slotOf
    this.occupant = new Int32Array(slots).fill(-1)
    this.mask = new Int32Array(Math.ceil(slots / 32))
  }

  get isAtEnd(): boolean {
    return this.event === this.part.events
  }

  /** The call whose end comes next. */
  get blocked(): number {
    return this.callAt[this.event]
  }

  /** Whether a call under way is ordered. */
  has(call: number): boolean {
    const slot = this.slotOf[call]
    return (this.mask[slot >> 5] & (1 << (slot & 31))) !== 0
  }

  /** How many numbers `describe` takes, and how many of them are its key. */
  get width(): { key: number; set: number } {
    const { endingWords } = this.timeline
    return { key: 2 + endingWords, set: endingWords + this.mask.length }
  }

  /**
   * Writes the configuration as a key and then a set, so that of two with the same key the one with the smaller set can
   * be completed if the other can: in the set are reads that are not ordered yet, blind writes that are and can't be
   * used again, blind writes that must still be ordered for they can't be hidden, and what never ends and is used.
   */
  describe(row: Int32Array): void {
    const { endingWords } = this.timeline
    const { invoke } = this.part
    row[0] = this.event
    row[1] = this.state
    row.fill(0, 2, 2 + 3 * endingWords)
    for (let slot = 0; slot < this.timeline.ending; slot++) {
      const call = this.occupant[slot]
      if (call < 0) continue
      const [word, bit] = [slot >> 5, 1 << (slot & 31)]
      const isOrdered = (this.mask[word] & bit) !== 0
      if (this.isRead[call] === 1) {
        if (!isOrdered) row[2 + endingWords + word] |= bit
      } else if (this.isBlind[call] === 0) {
        if (isOrdered) row[2 + word] |= bit
      } else if (isOrdered) row[2 + endingWords + word] |= bit
      else if (invoke[call] >= this.lastBlind) row[2 + 2 * endingWords + word] |= bit
    }
    row.set(this.mask.subarray(endingWords), 2 + 3 * endingWords)
  }

  /** Passes events until a call ends that is not ordered yet, or none is left. */
  advance(): void {
    this.absorbReads()
    for (; this.event < this.part.events; this.event++) {
      const call = this.callAt[this.event]
      const slot = this.slotOf[call]
      if (this.isResponse[this.event] === 0) {
        this.occupant[slot] = call
        this.absorbRead(call)
      } else if (this.has(call)) {
        this.occupant[slot] = -1
        this.mask[slot >> 5] &= ~(1 << (slot & 31))
      } else return
    }
  }

  /** Orders a call that is right here. */
  take(call: number): void {
    this.state = this.transitions.step(this.state, call)
    this.put(call)
  }

  /** Passes the end of the blind write that ends, without ordering it. */
  hide(): void {
    this.occupant[this.slotOf[this.callAt[this.event++]]] = -1
  }

  place(): Place {
    const { event, state, lastBlind } = this
    return { event, state, mask: this.mask.slice(), lastBlind, orderLength: this.order.length }
  }

  goBackTo({ event, state, mask, lastBlind, orderLength }: Place): void {
    while (this.event > event) {
      const call = this.callAt[--this.event]
      this.occupant[this.slotOf[call]] = this.isResponse[this.event] === 1 ? call : -1
    }
    this.state = state
    this.mask.set(mask)
    this.lastBlind = lastBlind
    this.order.length = orderLength
  }

  /** A read whose output is right is ordered at once: it changes nothing, so no other place can be better. */
  private absorbRead(call: number): void {
    if (this.isRead[call] === 1 && this.transitions.step(this.state, call) >= 0) this.put(call)
  }

  private absorbReads(): void {
    for (const call of this.occupant)
      if (call >= 0 && this.isRead[call] === 1 && !this.has(call)) this.absorbRead(call)
  }

  private put(call: number): void {
    const slot = this.slotOf[call]
    this.mask[slot >> 5] |= 1 << (slot & 31)
    this.order.push({ call, event: this.event })
    if (this.isBlind[call] === 1) this.lastBlind = this.event
  }
}
