import type { Anomaly } from '../checker.ts'
import { anomalyOf, quote } from './explain.ts'
import { NONE } from './fifo-elements.ts'
import type { Element } from './fifo-elements.ts'
import type { FifoViolation } from './fifo.ts'
import { show } from './show.ts'
import type { Scene } from './witness.ts'

export function explainFifo(scene: Scene, violation: FifoViolation): Anomaly {
  const say = (call: number): string => quote(scene, call)
  const [name, text, calls] = wordsFor(violation, say)
  return anomalyOf(
    scene,
    name,
    text,
    [...new Set(calls)].filter((call) => call !== NONE),
  )
}

function wordsFor(
  violation: FifoViolation,
  say: (call: number) => string,
): [name: string, text: string, calls: number[]] {
  switch (violation.kind) {
    case 'overtaken': {
      const { earlier, later } = violation
      const text = `${say(earlier.dequeue)} began after ${say(later.dequeue)} had ended, although ${put(earlier, later, say)}.`
      return ['out-of-order dequeue', text, [earlier, later].flatMap(callsOf)]
    }
    case 'skipped': {
      const { pairs, takers } = violation
      const { earlier, later } = pairs.at(-1)!
      const text = `${say(later.dequeue)} came first and ${show(earlier.value)} never came out, although ${put(earlier, later, say)}${accounting(pairs.length, takers.length)}.`
      return [
        'skipped element',
        text,
        [...pairs.flatMap((pair) => [pair.earlier, pair.later]).flatMap(callsOf), ...takers],
      ]
    }
    case 'not empty': {
      const { dequeue, seen, unseen, takers } = violation
      const all = [...seen, ...unseen].map(({ value }) => show(value))
      const text = `${say(dequeue)} found nothing, although ${inAllTheWhile(all)} all the while${tooFew(unseen.length, takers.length)}.`
      return ['false empty', text, [dequeue, ...[...seen, ...unseen].flatMap(callsOf), ...takers]]
    }
  }
}

/** How they were put in, as far as calls did it. */
function put(earlier: Element, later: Element, say: (call: number) => string): string {
  if (later.enqueue === NONE)
    return `${show(earlier.value)} stood before ${show(later.value)} from the start`
  if (earlier.enqueue === NONE) return `${show(earlier.value)} was there from the start`
  return `${say(earlier.enqueue)} had ended when ${say(later.enqueue)} began`
}

function accounting(overtaken: number, takers: number): string {
  if (takers === 0) return ''
  return `; ${overtaken} elements were overtaken so by then, and only ${takers} of the dequeues whose ends nobody saw had begun`
}

function tooFew(unseen: number, takers: number): string {
  if (takers === 0) return ''
  return `; ${unseen} of them never came out, and only ${takers} of the dequeues whose ends nobody saw had begun in time to take any`
}

const SHOWN = 5

function inAllTheWhile(values: readonly string[]): string {
  if (values.length === 1) return `${values[0]} was in`
  const some = values.slice(0, SHOWN).join(', ')
  const more = values.length > SHOWN ? ` and ${values.length - SHOWN} more` : ''
  return `one of ${some}${more} was in`
}

const callsOf = ({ enqueue, dequeue }: Element): number[] => [enqueue, dequeue]
