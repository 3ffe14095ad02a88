import { NONE } from './fifo-elements.ts'
import type { Element } from './fifo-elements.ts'
import type { Part } from './part.ts'

/** A dequeue that found nothing although some element was in at every instant of it. */
export interface FalseEmpty {
  kind: 'not empty'
  dequeue: number
  /** Came out, but only later: one after the other they were in for some of the time. */
  seen: Element[]
  /** Never came out, and are more than `takers`, whose ends nobody saw, can have taken by then. */
  unseen: Element[]
  takers: number[]
}

/**
 * Looks for a dequeue that found nothing and has no instant at which the queue can have been empty. An instant, here
 * the gap after an event, is out of the question where an element was in that came out later, and where of those that
 * never came out more are in than dequeues have begun whose ends nobody saw: each of these takes one. That is all, as
 * long as each element that was overtaken has a taker in time. For those takers are the same: whatever else must be
 * taken by some instant because it was overtaken was put in later than what is in at an earlier instant, which so must
 * be taken by then too. So what one instant asks for does not depend on which instants others need.
 */
export class FalseEmpties {
  private readonly part: Part
  private readonly seen: readonly Element[]
  private readonly unseen: readonly Element[]
  private readonly takers: readonly number[]
  /** By gap: how many of `unseen` are in, and how many of `takers` have begun. */
  private readonly inBy: Int32Array
  private readonly begunBy: Int32Array

  constructor(part: Part, elements: readonly Element[], takers: readonly number[]) {
    this.part = part
    this.seen = elements.filter(({ dequeue }) => dequeue !== NONE).toSorted(byEnqueueEnd)
    this.unseen = elements.filter(({ dequeue }) => dequeue === NONE).toSorted(byEnqueueEnd)
    this.takers = takers
    this.inBy = this.countBy(this.unseen.map(({ enqueueEnd }) => enqueueEnd))
    this.begunBy = this.countBy(takers.map((taker) => part.invoke[taker]))
  }

  first(nothing: readonly number[]): FalseEmpty | undefined {
    if (nothing.length === 0) return undefined
    const { invoke, response } = this.part
    const isPossible = this.possibleGaps()
    const dequeue = nothing.find(
      (call) => !isPossible.subarray(invoke[call], response[call]).includes(1),
    )
    return dequeue === undefined ? undefined : this.violation(dequeue)
  }

  /** By gap: how many of these events lie before it. */
  private countBy(events: readonly number[]): Int32Array {
    const counts = new Int32Array(this.part.events)
    for (const event of events) counts[Math.max(event, 0)]++
    for (let gap = 1; gap < counts.length; gap++) counts[gap] += counts[gap - 1]
    return counts
  }

  /** By gap: 1 where the queue can have been empty. */
  private possibleGaps(): Uint8Array {
    const isPossible = Uint8Array.from(this.inBy, (count, gap) =>
      count <= this.begunBy[gap] ? 1 : 0,
    )
    let end = 0
    for (const { enqueueEnd, dequeueStart } of this.seen) {
      if (dequeueStart <= Math.max(enqueueEnd, end)) continue
      isPossible.fill(0, Math.max(enqueueEnd, end), dequeueStart)
      end = dequeueStart
    }
    return isPossible
  }

  /** Goes from gap to gap, past each as far as what is in there reaches. */
  private violation(dequeue: number): FalseEmpty {
    const { events, invoke, response } = this.part
    const seen: Element[] = []
    let [unseen, takers] = [0, 0]
    for (let gap = invoke[dequeue]; gap < response[dequeue]; gap++) {
      const there = this.seen.filter((each) => each.enqueueEnd <= gap && each.dequeueStart > gap)
      if (there.length > 0) {
        seen.push(there.reduce((a, b) => (b.dequeueStart > a.dequeueStart ? b : a)))
        gap = seen.at(-1)!.dequeueStart - 1
        continue
      }
      unseen = this.inBy[gap]
      while (gap + 1 < events && this.begunBy[gap + 1] < unseen) gap++
      takers = this.begunBy[gap]
    }
    return {
      kind: 'not empty',
      dequeue,
      seen,
      unseen: this.unseen.slice(0, unseen === 0 ? 0 : takers + 1),
      takers: this.takers.slice(0, takers),
    }
  }
}

const byEnqueueEnd = (a: Element, b: Element): number => a.enqueueEnd - b.enqueueEnd
