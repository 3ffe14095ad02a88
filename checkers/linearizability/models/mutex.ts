import { illegal } from '../model.ts'
import type { Model } from '../model.ts'

/** One lock a key: `acquire` takes it if it is free, `release` gives it back if it is held. Starts free. */
export function mutex(): Model<boolean> {
  return {
    name: 'mutex',
    about: 'one lock a key: acquire, release',
    operations: ['acquire', 'release'],
    byKey: true,
    init: (initial) => initial === true,
    startsAs: { what: 'true or false', fits: (initial) => typeof initial === 'boolean' },
    step: (isHeld, { f }) => {
      if (f === 'acquire') return isHeld ? illegal : true
      return isHeld ? false : illegal
    },
    describe: ({ f }) => f,
  }
}
