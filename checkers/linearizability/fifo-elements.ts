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

/** What was certainly put in; `undefined` if what came out may be one of several. */
export function elementsOf(
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

/** Whether the dequeue ended and found the queue empty. */
export const foundNothing = ({ f, output, outcome }: Call): boolean =>
  f === 'dequeue' && outcome === 'done' && (output ?? null) === null
