import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'
import { rowsAtRest } from '../../claims/rows-at-rest.ts'
import { wholeOrNone } from '../../claims/whole-or-none.ts'
import { overShards } from './over-shards.ts'
import { COORDINATOR, type Shards } from './shards.ts'

/** Whether each transaction over several shards is there with all of its parts, or with none. */
export function allOrNone(shards: Shards): Claim {
  return {
    id: 'shards-commit-all-or-none',
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
    covers: () => false,
    ...wholeOrNone({
      servers: 'shards',
      over: (history) => overShards(history, shards),
      atRest(history) {
        const { copies, unread, asked } = rowsAtRest(history, [COORDINATOR])
        return { rows: copies.get(COORDINATOR)!, unread, asked }
      },
    }),
  }
}
