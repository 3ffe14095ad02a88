import type { Call } from './call.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'
import { identityOf } from './values.ts'

/** Where there is no call: an element that was there at first, or that nobody took out. */
export const NONE = -1

/** What was put in and maybe taken out; calls are places in the part, times are its events. */
export interface Element {
  value: unknown
  enqueue: number
  dequeue: number
  enqueueStart: number
  enqueueEnd: number
  dequeueStart: number
  dequeueEnd: number
}

/** What can't be ordered, and why. */
export type FifoViolation =
  /** `later` was put in after `earlier` was, and taken out before that. */
  | { kind: 'overtaken'; earlier: Element; later: Element }
  /** So too, and nobody took `earlier` out: of several such, more than `takers`, whose ends nobody saw, can account for. */
  | { kind: 'skipped'; pairs: { earlier: Element; later: Element }[]; takers: number[] }
  /** Found nothing although these were in, one after the other, all the while. */
  | { kind: 'not empty'; dequeue: number; elements: Element[] }

export type FifoResult =
  | { verdict: 'pass' }
  | { verdict: 'fail'; violation: FifoViolation }
  /** An element that came out may have been put in by several calls, or this method does not decide it. */
  | { verdict: 'undecided' }

/**
 * Judges a queue's calls in time O(n log n) where each element that came out was put in by one call that began in
 * time: a queue is linearizable if none of a few patterns is there (Henzinger, Sezgin and Vafeiadis, "Aspect-Oriented
 * Linearizability Proofs", CONCUR 2013). Of the dequeues whose ends nobody saw each may have taken an element that was
 * overtaken and never came out; the earliest of them are given to those that were overtaken first. What that leaves
 * undecided are histories in which such dequeues meet others that found nothing.
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
  const violation = skipped(part, elements, takers) ?? overtaken(elements)
  if (violation) return { verdict: 'fail', violation }
  const nothing = [...calls.keys()].filter((call) => foundNothing(calls[call]))
  const notEmpty = notEmptyWhen(part, elements, nothing)
  if (!notEmpty) return { verdict: 'pass' }
  return takers.length > 0 ? { verdict: 'undecided' } : { verdict: 'fail', violation: notEmpty }
}

const foundNothing = ({ f, output, outcome }: Call): boolean =>
  f === 'dequeue' && outcome === 'done' && (output ?? null) === null

/** What was certainly put in; `undefined` if what came out may be one of several. */
function elementsOf(
  part: Part,
  calls: readonly Call[],
  initial: readonly unknown[],
): Element[] | undefined {
  const isOut = (element: Element): boolean => element.dequeue !== NONE
  const elements = initial.map((value, place) =>
    putIn(value, NONE, place - initial.length, place - initial.length),
  )
  for (const [call, { f, input }] of calls.entries())
    if (f === 'enqueue') elements.push(putIn(input, call, part.invoke[call], part.response[call]))
  const byValue = Map.groupBy(elements, ({ value }) => identityOf(value))
  for (const [call, { f, output, outcome }] of calls.entries()) {
    if (f !== 'dequeue' || outcome !== 'done' || foundNothing(calls[call])) continue
    const [element, another] = byValue.get(identityOf(output)) ?? []
    if (!element || another || isOut(element)) return undefined
    element.dequeue = call
    element.dequeueStart = part.invoke[call]
    element.dequeueEnd = part.response[call]
  }
  return elements.filter((element) => isOut(element) || element.enqueueEnd !== NEVER)
}

function putIn(value: unknown, enqueue: number, start: number, end: number): Element {
  return {
    value,
    enqueue,
    dequeue: NONE,
    enqueueStart: start,
    enqueueEnd: end,
    dequeueStart: NEVER,
    dequeueEnd: NEVER,
  }
}

/** Gives each element that was overtaken and never came out a dequeue of unknown outcome, while there are any in time. */
function skipped(
  { invoke }: Part,
  elements: readonly Element[],
  takers: readonly number[],
): FifoViolation | undefined {
  const pairs: { earlier: Element; later: Element }[] = []
  const byStart = elements.toSorted((a, b) => b.enqueueStart - a.enqueueStart)
  const byEnd = elements.toSorted((a, b) => b.enqueueEnd - a.enqueueEnd)
  /** Of the elements put in since, the one that was out first. */
  let later: Element | undefined
  let next = 0
  for (const earlier of byEnd) {
    for (; next < byStart.length && byStart[next].enqueueStart > earlier.enqueueEnd; next++)
      if (!later || byStart[next].dequeueEnd < later.dequeueEnd) later = byStart[next]
    if (earlier.dequeue === NONE && later && later.dequeueEnd !== NEVER)
      pairs.push({ earlier, later })
  }
  pairs.sort((a, b) => a.later.dequeueEnd - b.later.dequeueEnd)
  for (const [place, { earlier, later: first }] of pairs.entries()) {
    if (place >= takers.length || invoke[takers[place]] > first.dequeueEnd)
      return { kind: 'skipped', pairs: pairs.slice(0, place + 1), takers: takers.slice(0, place) }
    earlier.dequeueStart = invoke[takers[place]]
  }
  return undefined
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

/** Elements that were in one after the other without a gap, and what time they fill. */
interface Stretch {
  start: number
  end: number
  elements: Element[]
}

/** A dequeue that found nothing, and elements of which one at least was certainly in at every instant of it. */
function notEmptyWhen(
  { invoke, response }: Part,
  elements: readonly Element[],
  nothing: readonly number[],
): FifoViolation | undefined {
  const stretches = stretchesOf(elements)
  let next = 0
  for (const dequeue of nothing) {
    while (next < stretches.length && stretches[next].start < invoke[dequeue]) next++
    const stretch = stretches[next - 1]
    if (!stretch || stretch.end < response[dequeue]) continue
    const isThen = ({ enqueueEnd, dequeueStart }: Element): boolean =>
      enqueueEnd < response[dequeue] && dequeueStart > invoke[dequeue]
    return { kind: 'not empty', dequeue, elements: stretch.elements.filter(isThen) }
  }
  return undefined
}

/** In order of time; of elements that were in meanwhile only what lasts longer is kept. */
function stretchesOf(elements: readonly Element[]): Stretch[] {
  const inside = elements
    .filter(({ enqueueEnd, dequeueStart }) => enqueueEnd < dequeueStart)
    .toSorted((a, b) => a.enqueueEnd - b.enqueueEnd)
  const stretches: Stretch[] = []
  for (const element of inside) {
    const { enqueueEnd: start, dequeueStart: end } = element
    const last = stretches.at(-1)
    if (!last || start > last.end) stretches.push({ start, end, elements: [element] })
    else if (end > last.end) {
      last.end = end
      last.elements.push(element)
    }
  }
  return stretches
}
