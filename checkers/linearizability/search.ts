import { choicesAt, HIDE } from './choices.ts'
import { ConfigTable } from './config-table.ts'
import { Configuration } from './configuration.ts'
import type { Place } from './configuration.ts'
import { withHidden } from './hidden-writes.ts'
import { limitMet } from './limits.ts'
import type { Limit, Limits, SearchResult } from './limits.ts'
import { LongestOrder } from './longest-order.ts'
import type { Problem } from './problem.ts'
import { Prospects } from './prospects.ts'
import { searchQueue } from './queue-search.ts'

/**
 * Looks for an order by depth-first search over configurations: Wing and Gong's algorithm ("Testing and Verifying
 * Concurrent Objects", 1993) with Lowe's memory of the configurations tried and his just-in-time choice ("Testing
 * for Linearizability", 2017): calls are ordered only when one that ends has to be. A configuration is the event
 * reached, which of the calls then under way are ordered already, and the state; one is not looked at if another of
 * the same state that was is at least as good.
 *
 * A blind write that nobody sees goes anywhere just before another one. So one that was under way when another one
 * was ordered is *hidden* when it ends, unless it is chosen, and none is chosen that no other call waits for.
 *
 * Queues have a search of their own.
 */
export function search(problem: Problem, limits: Limits): SearchResult {
  return problem.model.fifoQueue ? searchQueue(problem, limits) : new Search(problem).run(limits)
}

/** A configuration with a choice to make, and the choices left. */
interface Frame {
  place: Place
  choices: number[]
}

/** What a frame takes beside its mask, roughly. */
const FRAME_BYTES = 300

class Search {
  private readonly here: Configuration
  private readonly prospects: Prospects
  private readonly longest = new LongestOrder()
  private readonly stack: Frame[] = []

  constructor(problem: Problem) {
    this.here = new Configuration(problem)
    this.prospects = new Prospects(problem.model, this.here)
  }

  run(limits: Limits): SearchResult {
    const { here, stack } = this
    const { key, set } = here.width
    const tried = new ConfigTable(key, set)
    const row = new Int32Array(key + set)
    for (let steps = 1; ; steps++) {
      here.advance()
      if (here.isAtEnd)
        return {
          verdict: 'pass',
          order: withHidden(here, here.order, here.event),
          tried: tried.size,
        }
      here.describe(row)
      if (tried.add(row) && this.prospects.areHopeful())
        stack.push({ place: here.place(), choices: choicesAt(here) })
      if (!this.takeNextChoice()) return this.failed(tried.size)
      const stackBytes = stack.length * (FRAME_BYTES + here.mask.byteLength)
      const bytes = tried.bytes + here.transitions.bytes + stackBytes
      const limit = limitMet(limits, { steps, bytes, tried: tried.size })
      if (limit) return this.givenUp(limit, tried.size)
    }
  }

  /** Goes to the configuration that the next untried choice leads to; false when none is left. */
  private takeNextChoice(): boolean {
    const { here, stack } = this
    for (let frame = stack.at(-1); frame; stack.pop(), frame = stack.at(-1)) {
      const choice = frame.choices.pop()
      if (choice === undefined) continue
      this.goBackTo(frame.place)
      if (choice === HIDE) here.hide()
      else here.take(choice)
      return true
    }
    this.longest.note(here)
    return false
  }

  private goBackTo(place: Place): void {
    const { here, longest } = this
    if (here.event > place.event || here.order.length > place.orderLength) longest.note(here)
    here.goBackTo(place)
    longest.goBackTo(place.orderLength)
  }

  private failed(tried: number): SearchResult {
    const { order, event } = this.longest
    return { verdict: 'fail', order: withHidden(this.here, order, event), tried, reached: event }
  }

  private givenUp(limit: Limit, tried: number): SearchResult {
    this.longest.note(this.here)
    const { order, event } = this.longest
    const whole = withHidden(this.here, order, event)
    const blocked = this.here.timeline.callAt[event]
    return { verdict: 'unknown', order: whole, tried, blocked, limit }
  }
}
