import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'
import { rowsAtRest } from '../../claims/rows-at-rest.ts'
import { wholeOrNone } from '../../claims/whole-or-none.ts'
import { overOffices } from './over-offices.ts'
import { ownRowsAtRest } from './rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Whether each transaction over several offices is there with all of its parts, or with none. */
export function allOrNone({ offices, nodes }: Trial): Claim {
  return {
    ...dataPartitioning({
      id: 'offices-commit-all-or-none',
      ...wholeOrNone({
        servers: 'offices',
        over: (history) => overOffices(history, offices),
        atRest(history) {
          const { copies, unread, asked } = rowsAtRest(history, nodes)
          return { ...ownRowsAtRest(copies, offices), unread, asked }
        },
      }),
    }),
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
  }
}
