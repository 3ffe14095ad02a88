import type { Choose } from './objects.ts'
import type { Made } from './scattered.ts'

export const enqueue = (value: number): Made => ({ f: 'enqueue', value, output: value })
export const dequeue = (output?: number | null): Made => ({ f: 'dequeue', value: null, output })

/** Calls of a queue: elements that came out and some that did not, dequeues whose ends nobody saw and some that found nothing. `valueOf` numbers them: alike, or apart. */
export function strangeCalls(choose: Choose, valueOf: (element: number) => number): Made[] {
  const calls: Made[] = []
  const put = (call: Made, at: number): void => void calls.splice(at, 0, call)
  const somewhere = (): number => choose(calls.length + 1)
  let elements = 0
  for (let more = choose(4); more > 0; more--) put(enqueue(valueOf(++elements)), somewhere())
  for (let more = choose(3); more > 0; more--) put(dequeue(), somewhere())
  for (let more = choose(3); more > 0; more--) put(dequeue(null), somewhere())
  for (let more = choose(3); more > 0; more--) {
    const at = somewhere()
    const value = valueOf(++elements)
    put(choose(8) === 0 ? { f: 'enqueue', value } : enqueue(value), at)
    put(dequeue(value), at + 1 + choose(calls.length - at))
  }
  return calls
}
