import type { Call } from './call.ts'
import type { Configuration } from './configuration.ts'
import type { Model } from './model.ts'
import { Outlook } from './outlook.ts'

/** How many events a walk ahead passes, by the calls under way at once. */
const OUTLOOK = 4

/** Whether what ends next can still come true, so that a search turns round at once where it can't. */
export class Prospects {
  private readonly model: Model
  private readonly here: Configuration
  /** For registers. */
  private readonly outlook: Outlook | undefined
  /** The reads by their ends, and by event how many of them end before it. */
  private readonly reads: number[] = []
  private readonly readsBefore: Int32Array
  /** How many reads ahead are looked at: about as many as may be under way at once. */
  private readonly lookahead: number

  constructor(model: Model, here: Configuration) {
    const { part, calls, isRead, timeline } = here
    const { callAt, isResponse, ending } = timeline
    this.model = model
    this.here = here
    this.lookahead = ending
    this.outlook = model.access && new Outlook(part, calls, callAt, (call) => model.access!(call))
    this.readsBefore = new Int32Array(part.events)
    for (let event = 0; event < part.events; event++) {
      this.readsBefore[event] = this.reads.length
      if (isResponse[event] === 1 && isRead[callAt[event]] === 1) this.reads.push(callAt[event])
    }
  }

  /** False if it is certain that no order leads on from here past what ends next. */
  areHopeful(): boolean {
    if (this.outlook) return this.isRegisterHopeful(this.outlook)
    return !this.model.canComeTrue || this.areReadsHopeful()
  }

  private isRegisterHopeful(outlook: Outlook): boolean {
    const { here } = this
    const reached = {
      event: here.event,
      state: here.transitions.states[here.state],
      isOrdered: (call: number): boolean => here.has(call),
      underWay: here.occupant,
      unhiddenSince: here.lastBlind,
    }
    return outlook.isHopeful(reached, OUTLOOK * this.lookahead)
  }

  /** Whether each of the reads that end next can still come true. */
  private areReadsHopeful(): boolean {
    const { event, part, calls, transitions, state } = this.here
    const first = this.readsBefore[event]
    const next = this.reads.slice(first, first + this.lookahead)
    const reads = next.filter((call) => !(part.invoke[call] < event && this.here.has(call)))
    if (reads.length === 0) return true
    const others = this.unorderedUntil(part.response[reads.at(-1)!])
    const from = transitions.states[state]
    return reads.every((call) => this.model.canComeTrue!(from, calls[call], others))
  }

  /** The calls that are no reads, start before event `end` and are not ordered yet. */
  private unorderedUntil(end: number): Call[] {
    const { here } = this
    const { callAt, isResponse } = here.timeline
    const unordered = Array.from(here.occupant).filter((call) => call >= 0 && !here.has(call))
    for (let event = here.event; event < end; event++)
      if (isResponse[event] === 0) unordered.push(callAt[event])
    return unordered.filter((call) => here.isRead[call] === 0).map((call) => here.calls[call])
  }
}
