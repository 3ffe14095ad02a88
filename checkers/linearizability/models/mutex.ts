import { illegal } from '../model.ts'
import type { Model } from '../model.ts'

export interface MutexOptions {
  /** Only the process that took the lock can give it back; otherwise anybody can, as in Knossos. */
  owners?: boolean
}

const FREE = 'free'
/** Held from the start, by whom nobody said; or by whomever, where owners don't count. */
const HELD = 'held'

type Holder = typeof FREE | typeof HELD | number

/** One lock a key: `acquire` takes it if it is free, `release` gives it back if it is held. Starts free. */
export function mutex({ owners = false }: MutexOptions = {}): Model<Holder> {
  const holds = (holder: Holder, process: number): boolean =>
    holder === HELD || (owners && holder === process)
  return {
    name: 'mutex',
    about: 'one lock a key: acquire, release',
    operations: ['acquire', 'release'],
    byKey: true,
    init: (initial) => (initial === true ? HELD : FREE),
    startsAs: { what: 'true or false', fits: (initial) => typeof initial === 'boolean' },
    step: (holder, { f, process }) => {
      if (f === 'acquire') return holder === FREE ? (owners ? process : HELD) : illegal
      return holds(holder, process) ? FREE : illegal
    },
    likeness: ({ f, process }) => (owners ? [f, process] : f),
    misfit: ({ f }) =>
      f === 'acquire'
        ? { name: 'double acquire', text: 'took a lock that was held' }
        : {
            name: 'release without hold',
            text: `gave back a lock that was free${owners ? " or another's" : ''}`,
          },
    describe: ({ f }) => f,
  }
}
