import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { show } from '../show.ts'

/** One number a key, 0 at first: `add` adds to it (a negative number takes away), `read` returns it. */
export function counter(): Model<number> {
  return {
    name: 'counter',
    about: 'one number a key: add, read',
    operations: ['add', 'read'],
    byKey: true,
    init: (initial) => (initial ?? 0) as number,
    startsAs: { what: 'a number', fits: (initial) => typeof initial === 'number' },
    step: (sum, { f, input, output }) => {
      if (f === 'add') return sum + (input as number)
      return sum === output ? sum : illegal
    },
    isRead: ({ f, input }) => f === 'read' || input === 0,
    observes: ({ f }) => f === 'read',
    malformed: ({ f, input }) =>
      f === 'read' || typeof input === 'number'
        ? undefined
        : `add takes a number, not ${show(input)}`,
    describe: ({ f, input, output, outcome }) => {
      if (f === 'add') return `add ${input}`
      return outcome === 'done' ? `read → ${show(output)}` : 'read'
    },
  }
}
