import type { Call } from './call.ts'
import { ConfigTable } from './config-table.ts'
import type { Model } from './model.ts'
import { Outlook } from './outlook.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'
import type { Problem } from './problem.ts'
import { timelineOf } from './timeline.ts'
import { Transitions } from './transitions.ts'

export interface Limits {
  /** When to give up, by `clock`'s milliseconds; without a clock there is no time limit. */
  deadlineMs?: number
  clock?: () => number
  memoryLimitBytes: number
  /** How many configurations to look at; without it as many as time and memory allow. */
  triedLimit?: number
}

export type Limit = 'time' | 'memory' | 'configuration'

export type SearchResult = {
  /** The longest order found, as places in the part. */
  order: number[]
  /** How many configurations were looked at. */
  tried: number
} & (
  | { verdict: 'pass' }
  /** The longest order goes up to event `reached`; what makes it fail may be a little later. */
  | { verdict: 'fail'; reached: number }
  /** `blocked` is the call that stood in the longest order's way. */
  | { verdict: 'unknown'; blocked: number; limit: Limit }
)

/**
 * Looks for an order by depth-first search over configurations: Wing and Gong's algorithm ("Testing and Verifying
 * Concurrent Objects", 1993) with Lowe's memory of the configurations tried and his just-in-time choice ("Testing
 * for Linearizability", 2017): calls are ordered only when one that ends has to be. A configuration is the event
 * reached, which of the calls then under way are ordered already, and the state.
 *
 * A blind write that nobody sees goes anywhere just before another one. So one that was under way when another one
 * was ordered is *hidden* when it ends, unless it is chosen, and none is chosen that no other call waits for.
 */
export function search(problem: Problem, limits: Limits): SearchResult {
  return new Search(problem).run(limits)
}

/** A configuration with a choice to make, and the choices left. */
interface Frame {
  event: number
  state: number
  mask: Int32Array
  lastBlind: number
  orderLength: number
  candidates: number[]
}

/** How many events a walk ahead passes, by the calls under way at once. */
const OUTLOOK = 4

/** The choice to hide the blind write that ends. */
const HIDE = -1

/** A call in an order, and the event reached when it was put there. */
interface Placed {
  call: number
  event: number
}

/** What a frame takes beside its mask, roughly. */
const FRAME_BYTES = 300

class Search {
  private readonly part: Part
  private readonly transitions: Transitions
  private readonly model: Model
  private readonly calls: readonly Call[]
  private readonly isRead: Uint8Array
  private readonly isBlind: Uint8Array
  /** The reads by their ends, and by event how many of them end before it. */
  private readonly reads: number[]
  private readonly readsBefore: Int32Array
  /** By event: the call, and whether it is its response. */
  private readonly callAt: Int32Array
  private readonly isResponse: Uint8Array
  /** By call: its bit while it is under way; by slot: the call under way at `event`, −1 where none is. */
  private readonly slotOf: Int32Array
  private readonly occupant: Int32Array
  /** How many words of `mask` are for calls that end. */
  private readonly endingWords: number
  /** For registers. */
  private readonly outlook: Outlook | undefined
  /** How many reads ahead are looked at: about as many as may be under way at once. */
  private readonly lookahead: number

  private event = 0
  private state = 0
  private mask: Int32Array
  private readonly order: Placed[] = []
  /** The event reached when the last blind write was ordered: those that began before may be hidden. */
  private lastBlind = -1
  /** `shared`: how long a beginning it has in common with `order`, so that noting it copies only what is new. */
  private readonly longest = { event: -1, order: [] as Placed[], shared: 0 }

  constructor({ part, calls, model, initial }: Problem) {
    this.part = part
    this.model = model
    this.calls = calls
    this.transitions = new Transitions(model, calls, initial)
    this.isRead = Uint8Array.from(calls, (call) => (model.isRead?.(call) ? 1 : 0))
    this.isBlind = Uint8Array.from(calls, (call) => (model.isBlindWrite?.(call) ? 1 : 0))
    const timeline = timelineOf(part)
    this.callAt = timeline.callAt
    this.isResponse = timeline.isResponse
    this.slotOf = timeline.slotOf
    this.endingWords = timeline.endingWords
    this.lookahead = timeline.ending
    this.occupant = new Int32Array(timeline.slots).fill(-1)
    this.mask = new Int32Array(Math.ceil(timeline.slots / 32))
    this.reads = []
    this.readsBefore = new Int32Array(part.events)
    for (let event = 0; event < part.events; event++) {
      this.readsBefore[event] = this.reads.length
      if (this.isResponse[event] === 1 && this.isRead[this.callAt[event]] === 1)
        this.reads.push(this.callAt[event])
    }
    this.outlook =
      model.access && new Outlook(part, calls, this.callAt, (call) => model.access!(call))
  }

  run({ deadlineMs, clock, memoryLimitBytes, triedLimit = Infinity }: Limits): SearchResult {
    const setWidth = this.mask.length - this.endingWords
    const tried = new ConfigTable(3 + this.endingWords, setWidth)
    const row = new Int32Array(3 + this.mask.length)
    const stack: Frame[] = []
    for (let steps = 1; ; steps++) {
      this.advance()
      if (this.event === this.part.events)
        return { verdict: 'pass', order: this.whole(this.order, this.event), tried: tried.size }
      row[0] = this.event
      row[1] = this.state
      row[2] = this.firstUnhidden()
      row.set(this.mask, 3)
      if (tried.add(row) && this.isHopeful()) stack.push(this.frame())
      if (!this.takeNextChoice(stack)) return this.failed(tried.size)
      const stackBytes = stack.length * (FRAME_BYTES + this.mask.byteLength)
      if (tried.bytes + this.transitions.bytes + stackBytes > memoryLimitBytes)
        return this.givenUp('memory', tried.size)
      if (tried.size > triedLimit) return this.givenUp('configuration', tried.size)
      if (steps % 2048 === 0 && clock && deadlineMs !== undefined && clock() > deadlineMs)
        return this.givenUp('time', tried.size)
    }
  }

  private failed(tried: number): SearchResult {
    const { order, event } = this.longest
    return { verdict: 'fail', order: this.whole(order, event), tried, reached: event }
  }

  private givenUp(limit: Limit, tried: number): SearchResult {
    this.noteLongest()
    const { order, event } = this.longest
    const whole = this.whole(order, event)
    return { verdict: 'unknown', order: whole, tried, blocked: this.callAt[event], limit }
  }

  /** The order with what was hidden before `end`, each just before the first blind write that was there to hide it. */
  private whole(order: readonly Placed[], end: number): number[] {
    const placed = new Set(order.map(({ call }) => call))
    const hidden = [...this.calls.keys()]
      .filter((call) => this.isBlind[call] === 1 && this.part.response[call] < end)
      .filter((call) => !placed.has(call))
    return order.flatMap(({ call, event }) => {
      if (this.isBlind[call] === 0) return [call]
      const first = hidden.findIndex((other) => this.part.invoke[other] >= event)
      return [...hidden.splice(0, first < 0 ? hidden.length : first), call]
    })
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

  /** When the first of the blind writes under way began that cannot be hidden; they all began since. */
  private firstUnhidden(): number {
    const { invoke, response } = this.part
    let first = NEVER
    for (const call of this.occupant) {
      if (call < 0 || this.isBlind[call] === 0 || response[call] === NEVER) continue
      if (invoke[call] >= this.lastBlind && invoke[call] < first && !this.has(this.slotOf[call]))
        first = invoke[call]
    }
    return first
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
    this.order.push({ call, event: this.event })
    if (this.isBlind[call] === 1) this.lastBlind = this.event
  }

  private has(slot: number): boolean {
    return (this.mask[slot >> 5] & (1 << (slot & 31))) !== 0
  }

  private frame(): Frame {
    return {
      event: this.event,
      state: this.state,
      mask: this.mask.slice(),
      lastBlind: this.lastBlind,
      orderLength: this.order.length,
      candidates: this.candidates(),
    }
  }

  /**
   * Calls that may come next, the best last: to hide the one that ends, that one, what makes it right, then by their
   * ends. Of calls that do the same only the one that ends first: an order that takes another first is as good with
   * the two exchanged.
   */
  private candidates(): number[] {
    const blocked = this.callAt[this.event]
    const best = new Map<number, number>()
    const looking = new Map<number, number>()
    for (const call of this.occupant) {
      if (call < 0 || this.has(this.slotOf[call])) continue
      const kind = this.transitions.kind[call]
      if (this.isBlind[call] === 0) looking.set(kind, call)
      if (this.transitions.step(this.state, call) < 0) continue
      const other = best.get(kind)
      if (other === undefined || this.isBefore(call, other)) best.set(kind, call)
    }
    const useful = [...best.values()].filter(
      (call) => call === blocked || this.isBlind[call] === 0 || this.isAwaited(call, looking),
    )
    const helps = new Set(useful.filter((call) => call === blocked || this.follows(blocked, call)))
    const candidates = useful.toSorted((a, b) => {
      if (helps.has(a) !== helps.has(b)) return helps.has(a) ? 1 : -1
      return this.isBefore(a, b) ? 1 : -1
    })
    if (this.canHide(blocked)) candidates.push(HIDE)
    return candidates
  }

  private canHide(call: number): boolean {
    return this.isBlind[call] === 1 && this.part.invoke[call] < this.lastBlind
  }

  /** Whether the call is right straight after the other one. */
  private follows(call: number, other: number): boolean {
    return this.transitions.step(this.transitions.step(this.state, other), call) >= 0
  }

  /** Whether a call under way that looks is right straight after this write. */
  private isAwaited(write: number, looking: ReadonlyMap<number, number>): boolean {
    for (const call of looking.values()) if (this.follows(call, write)) return true
    return false
  }

  private isBefore(a: number, b: number): boolean {
    const { response, invoke } = this.part
    return response[a] === response[b] ? invoke[a] < invoke[b] : response[a] < response[b]
  }

  /** Whether each of the reads that end next can still come true. */
  private isHopeful(): boolean {
    const { event, occupant, lastBlind } = this
    const state = this.transitions.states[this.state]
    if (this.outlook) {
      const isOrdered = (call: number): boolean => this.has(this.slotOf[call])
      const reached = { event, state, isOrdered, underWay: occupant, unhiddenSince: lastBlind }
      return this.outlook.isHopeful(reached, OUTLOOK * this.lookahead)
    }
    if (!this.model.canComeTrue) return true
    const next = this.reads.slice(
      this.readsBefore[this.event],
      this.readsBefore[this.event] + this.lookahead,
    )
    const reads = next.filter((call) => !this.isOrdered(call))
    if (reads.length === 0) return true
    const others = this.unorderedUntil(this.part.response[reads.at(-1)!])
    return reads.every((call) => this.model.canComeTrue!(state, this.calls[call], others))
  }

  private isOrdered(call: number): boolean {
    return this.part.invoke[call] < this.event && this.has(this.slotOf[call])
  }

  /** The calls that are no reads, start before event `end` and are not ordered yet. */
  private unorderedUntil(end: number): Call[] {
    const others = this.occupant.filter((call) => call >= 0 && !this.has(this.slotOf[call]))
    const calls = [...others]
    for (let event = this.event; event < end; event++)
      if (this.isResponse[event] === 0) calls.push(this.callAt[event])
    return calls.filter((call) => this.isRead[call] === 0).map((call) => this.calls[call])
  }

  /** Goes to the configuration that the next untried choice leads to; false when none is left. */
  private takeNextChoice(stack: Frame[]): boolean {
    for (let frame = stack.at(-1); frame; stack.pop(), frame = stack.at(-1)) {
      const call = frame.candidates.pop()
      if (call === undefined) continue
      this.goBackTo(frame)
      if (call === HIDE) this.hide()
      else {
        this.state = this.transitions.step(this.state, call)
        this.put(call)
      }
      return true
    }
    this.noteLongest()
    return false
  }

  /** Passes the end of the blind write that ends, without ordering it. */
  private hide(): void {
    this.occupant[this.slotOf[this.callAt[this.event++]]] = -1
  }

  private goBackTo(frame: Frame): void {
    if (this.event > frame.event || this.order.length > frame.orderLength) this.noteLongest()
    while (this.event > frame.event) {
      const call = this.callAt[--this.event]
      this.occupant[this.slotOf[call]] = this.isResponse[this.event] === 1 ? call : -1
    }
    this.state = frame.state
    this.mask.set(frame.mask)
    this.lastBlind = frame.lastBlind
    this.order.length = frame.orderLength
    this.longest.shared = Math.min(this.longest.shared, frame.orderLength)
  }

  private noteLongest(): void {
    const { longest, event, order } = this
    if (event <= longest.event) return
    longest.event = event
    longest.order.length = order.length
    for (let place = longest.shared; place < order.length; place++)
      longest.order[place] = order[place]
    longest.shared = order.length
  }
}
