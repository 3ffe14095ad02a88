import type { Call } from './call.ts'
import { elementsOf, foundNothing, NONE } from './fifo-elements.ts'
import type { Element } from './fifo-elements.ts'
import { FalseEmpties } from './fifo-empty.ts'
import type { FalseEmpty } from './fifo-empty.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'

/** `later` was put in after `earlier` was, and taken out first: before anybody took `earlier`, if anybody did. */
export interface Overtaking {
  earlier: Element
  later: Element
}

/** What can't be ordered, and why. */
export type FifoViolation =
  | ({ kind: 'overtaken' } & Overtaking)
  /** Nobody took `earlier` out: of several such, more than `takers`, whose ends nobody saw, can account for. */
  | { kind: 'skipped'; pairs: Overtaking[]; takers: number[] }
  | FalseEmpty

export type FifoResult =
  | { verdict: 'pass' }
  | { verdict: 'fail'; violation: FifoViolation }
  /** An element that came out may have been put in by several calls. */
  | { verdict: 'undecided' }

/**
 * Judges a queue's calls in time O(n log n) where each element that came out was put in by one call that began in
 * time: a queue is linearizable if none of a few patterns is there (Henzinger, Sezgin and Vafeiadis, "Aspect-Oriented
 * Linearizability Proofs", CONCUR 2013; Bouajjani, Emmi, Enea and Hamza, "On Reducing Linearizability to State
 * Reachability", ICALP 2015). Of the dequeues whose ends nobody saw each may have taken an element that never came out.
 */
export function judgeFifo(
  part: Part,
  calls: readonly Call[],
  initial: readonly unknown[],
): FifoResult {
  const elements = elementsOf(part, calls, initial)
  if (!elements) return { verdict: 'undecided' }
  const takers = [...calls.keys()].filter(
    (call) => calls[call].f === 'dequeue' && calls[call].outcome === 'unknown',
  )
  const nothing = [...calls.keys()].filter((call) => foundNothing(calls[call]))
  const overtakings = unseenOvertaken(elements)
  const violation =
    skipped(part, overtakings, takers) ??
    overtaken(elements) ??
    new FalseEmpties(part, elements, takers).first(nothing)
  return violation ? { verdict: 'fail', violation } : { verdict: 'pass' }
}

/** Each element that was overtaken and never came out, with what came out first of those that overtook it; by that. */
function unseenOvertaken(elements: readonly Element[]): Overtaking[] {
  const overtakings: Overtaking[] = []
  const byStart = elements.toSorted((a, b) => b.enqueueStart - a.enqueueStart)
  const byEnd = elements.toSorted((a, b) => b.enqueueEnd - a.enqueueEnd)
  /** Of the elements put in since, the one that was out first. */
  let later: Element | undefined
  let next = 0
  for (const earlier of byEnd) {
    for (; next < byStart.length && byStart[next].enqueueStart > earlier.enqueueEnd; next++)
      if (!later || byStart[next].dequeueEnd < later.dequeueEnd) later = byStart[next]
    if (earlier.dequeue === NONE && later && later.dequeueEnd !== NEVER)
      overtakings.push({ earlier, later })
  }
  return overtakings.toSorted((a, b) => a.later.dequeueEnd - b.later.dequeueEnd)
}

/** Whether there is no dequeue of unknown outcome in time for one of them, when each takes the next. */
function skipped(
  { invoke }: Part,
  overtakings: readonly Overtaking[],
  takers: readonly number[],
): FifoViolation | undefined {
  const place = overtakings.findIndex(
    ({ later }, index) => index >= takers.length || invoke[takers[index]] > later.dequeueEnd,
  )
  if (place < 0) return undefined
  return {
    kind: 'skipped',
    pairs: overtakings.slice(0, place + 1),
    takers: takers.slice(0, place),
  }
}

function overtaken(elements: readonly Element[]): FifoViolation | undefined {
  const byEnd = elements.toSorted((a, b) => a.enqueueEnd - b.enqueueEnd)
  const byStart = elements.toSorted((a, b) => a.enqueueStart - b.enqueueStart)
  /** Of the elements put in before, the one whose dequeue began last. */
  let earlier: Element | undefined
  let next = 0
  for (const later of byStart) {
    for (; next < byEnd.length && byEnd[next].enqueueEnd < later.enqueueStart; next++) {
      const isLast = !earlier || byEnd[next].dequeueStart > earlier.dequeueStart
      if (byEnd[next].dequeueStart !== NEVER && isLast) earlier = byEnd[next]
    }
    if (earlier && earlier.dequeueStart > later.dequeueEnd)
      return { kind: 'overtaken', earlier, later }
  }
  return undefined
}
