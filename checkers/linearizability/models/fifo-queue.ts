import type { Call } from '../call.ts'
import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { show } from '../show.ts'
import { Things } from '../things.ts'
import { identityOf } from '../values.ts'

/**
 * One queue a key, empty at first: `enqueue` appends an element, `dequeue` takes and returns the oldest; `null` says
 * that there was none.
 */
export function fifoQueue(): Model<readonly unknown[]> {
  return {
    name: 'fifo-queue',
    about: 'one first-in, first-out queue a key: enqueue, dequeue',
    operations: ['enqueue', 'dequeue'],
    byKey: true,
    fifoQueue: true,
    init: (initial) => (initial ?? []) as unknown[],
    startsAs: { what: 'a list', fits: Array.isArray },
    step,
    identity: (queue) => JSON.stringify(queue.map(identityOf)),
    isRead: (call) => call.f === 'dequeue' && call.outcome === 'done' && isOfNothing(call),
    origins: {
      from: (initial) =>
        new Things({
          first: (initial ?? []) as unknown[],
          seen: (call) => (call.f === 'dequeue' && !isOfNothing(call) ? [call.output] : []),
          left: ({ f, input }) => (f === 'enqueue' ? [input] : []),
          isTaking: true,
        }),
      sight: 'dequeue',
      wrote: 'enqueued',
    },
    observes: ({ f }) => f === 'dequeue',
    removable: elementsWhole,
    misfit: (call) =>
      isOfNothing(call)
        ? { name: 'false empty', text: 'found nothing, although the queue was not empty' }
        : { name: 'out-of-order dequeue', text: 'took what was not the first' },
    describe: ({ f, input, output, outcome }) => {
      if (f === 'enqueue') return `enqueue ${show(input)}`
      return outcome === 'done' ? `dequeue → ${show(output)}` : 'dequeue'
    },
  }
}

const isOfNothing = ({ output }: Call): boolean => (output ?? null) === null

function step(
  queue: readonly unknown[],
  { f, input, output, outcome }: Call,
): readonly unknown[] | typeof illegal {
  if (f === 'enqueue') return [...queue, input]
  // Whatever a dequeue took whose end nobody saw, it was the oldest.
  if (outcome === 'unknown') return queue.slice(1)
  if (queue.length === 0) return (output ?? null) === null ? queue : illegal
  return identityOf(queue[0]) === identityOf(output) ? queue.slice(1) : illegal
}

/** An element may be left out with all that put it in or took it, and a dequeue that found nothing by itself. */
function elementsWhole(calls: readonly Call[]): number[][] {
  // What such a dequeue took is anybody's guess.
  if (calls.some(({ f, outcome }) => f === 'dequeue' && outcome === 'unknown')) return []
  const groups = new Map<unknown, number[]>()
  for (const [place, { f, input, output }] of calls.entries()) {
    const element =
      f === 'enqueue' ? identityOf(input) : (output ?? null) === null ? place : identityOf(output)
    const group = `${typeof element} ${element}`
    groups.set(group, [...(groups.get(group) ?? []), place])
  }
  return [...groups.values()]
}
