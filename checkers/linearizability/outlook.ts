import type { Access, Call } from './call.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'
import { Values } from './values.ts'

const NOTHING = -1

/** What a search over a register has reached. */
export interface Reached {
  event: number
  /** The register's value. */
  state: unknown
  /** Whether a call that began before `event` is ordered. */
  isOrdered(call: number): boolean
  /** The calls under way. */
  underWay: Int32Array
  /** Blind writes that began since must be ordered by their end. */
  unhiddenSince: number
}

/**
 * Looks ahead, for registers: whether each of the values that the calls which end next saw can still come from the
 * register, from a call under way or from one that begins in time; and where only the register has it for a call
 * that is still to begin, whether nothing has to replace it until then. A walk over the next events, without choices.
 */
export class Outlook {
  private readonly part: Part
  private readonly callAt: Int32Array
  private readonly saw: Int32Array
  private readonly left: Int32Array
  private readonly values = new Values()
  /** By value: the walk in which it was last found to be there, by a call. */
  private readonly thereIn: Int32Array
  private walk = 0

  constructor(
    part: Part,
    calls: readonly Call[],
    callAt: Int32Array,
    access: (call: Call) => Access,
  ) {
    this.part = part
    this.callAt = callAt
    this.saw = new Int32Array(calls.length).fill(NOTHING)
    this.left = new Int32Array(calls.length).fill(NOTHING)
    for (const [place, call] of calls.entries()) {
      if (call.outcome === 'failed') continue
      const { saw, left } = access(call)
      if (saw && call.outcome === 'done') this.saw[place] = this.values.id(saw.value)
      if (left) this.left[place] = this.values.id(left.value)
    }
    this.thereIn = new Int32Array(this.values.list.length)
  }

  /** False if it is certain that no order leads on from here past the next `span` events. */
  isHopeful(reached: Reached, span: number): boolean {
    const { invoke, events } = this.part
    const value = this.values.known(reached.state)
    const end = Math.min(reached.event + span, events)
    this.walk++
    for (const call of reached.underWay)
      if (call >= 0 && !reached.isOrdered(call)) this.comes(this.left[call])
    /** The first event by which the register must have been given another value. */
    let replaced = NEVER
    for (let event = reached.event; event < end; event++) {
      const call = this.callAt[event]
      if (invoke[call] === event) {
        this.comes(this.left[call])
        continue
      }
      if (invoke[call] < reached.event && reached.isOrdered(call)) continue
      const saw = this.saw[call]
      if (saw === NOTHING) {
        if (this.left[call] === NOTHING || this.left[call] === value) continue
        if (replaced === NEVER && invoke[call] >= reached.unhiddenSince) replaced = event
      } else if (saw !== value) {
        if (!this.isThere(saw)) return false
        if (replaced === NEVER) replaced = event
      } else if (!this.isThere(saw) && invoke[call] > replaced) return false
    }
    return true
  }

  private comes(value: number): void {
    if (value !== NOTHING) this.thereIn[value] = this.walk
  }

  private isThere(value: number): boolean {
    return this.thereIn[value] === this.walk
  }
}
