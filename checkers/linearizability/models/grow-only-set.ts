import { illegal } from '../model.ts'
import type { Model } from '../model.ts'
import { show } from '../show.ts'
import { Things } from '../things.ts'
import { identityOf } from '../values.ts'

/** One set a key, empty at first: `add` puts in an element, `read` returns the list of all of them. */
export function growOnlySet(): Model<ReadonlySet<unknown>> {
  return {
    name: 'grow-only-set',
    about: 'one set a key: add an element, read all of them',
    operations: ['add', 'read'],
    byKey: true,
    growOnlySet: true,
    init: (initial) => elements(initial ?? []),
    startsAs: { what: 'a list', fits: Array.isArray },
    step: (set, { f, input, output }) => {
      if (f === 'add')
        return set.has(identityOf(input)) ? set : new Set([...set, identityOf(input)])
      const read = elements(output)
      return read.size === set.size && read.isSubsetOf(set) ? set : illegal
    },
    identity: (set) => JSON.stringify([...set].toSorted()),
    isRead: ({ f }) => f === 'read',
    origins: {
      from: (initial) =>
        new Things({
          first: (initial ?? []) as unknown[],
          seen: ({ f, output, outcome }) =>
            f === 'read' && outcome === 'done' ? (output as unknown[]) : [],
          left: ({ f, input }) => (f === 'add' ? [input] : []),
        }),
      sight: 'read',
      wrote: 'added',
    },
    observes: ({ f }) => f === 'read',
    malformed: ({ f, output, outcome }) =>
      f === 'add' || outcome !== 'done' || Array.isArray(output)
        ? undefined
        : `read returns a list, not ${show(output)}`,
    describe: ({ f, input, output, outcome }) => {
      if (f === 'add') return `add ${show(input)}`
      return outcome === 'done' ? `read → ${show(output)}` : 'read'
    },
  }
}

const elements = (list: unknown): Set<unknown> => new Set((list as unknown[]).map(identityOf))
