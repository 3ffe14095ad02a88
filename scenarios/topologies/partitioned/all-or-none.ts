import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { isWritingAtRest } from '../../claims/writing-at-rest.ts'
import { halfOf, unreadRowOf, wrongBalance } from './halves.ts'
import { transactionsOver } from './over-offices.ts'
import { rowsAtRest } from '../../claims/rows-at-rest.ts'
import { ownRowsAtRest } from './rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Whether each transaction over several offices is there with all of its parts, or with none. */
export function allOrNone({ offices, nodes }: Trial): Claim {
  return {
    ...dataPartitioning({
      id: 'offices-commit-all-or-none',
      sentence:
        'all transactions either commit or abort on all servers, perhaps using two-phase commit',
      // Only what was struck or refused as it committed could be there by half.
      trial: ({ history }) =>
        faultSpans(history).length > 0 ||
        transactionsOver(history, offices).some(({ interrupted }) => interrupted),
      decide(_, { history }) {
        const over = transactionsOver(history, offices)
        const interrupted = over.filter((each) => each.interrupted).length
        const power = { transactionsOverOffices: over.length, interrupted }
        const { copies, unread, asked } = rowsAtRest(history, nodes)
        const { rows, different } = ownRowsAtRest(copies, offices)
        const notRead = unread && `Not all of ${unread} could be read at rest.`
        if (different !== undefined) return unknown(notRead ?? different, power)
        // Of accounts nobody can tell anything without all of the ledger, and of lists each tells for itself.
        const isWholeBank = notRead === undefined && asked.has('ledger')
        const half = firstOf(over, (each) => halfOf(each, rows))
        const wrong = half ?? (isWholeBank ? wrongBalance(rows) : undefined)
        if (wrong !== undefined && isWritingAtRest(history))
          return unknown(`A write was under way when all was read at rest. ${wrong}`, power)
        if (wrong !== undefined) return { verdict: 'violated', reason: wrong, power }
        if (notRead !== undefined) return unknown(notRead, power)
        const missing = firstOf(over, (each) => unreadRowOf(each, rows, asked))
        if (missing !== undefined) return unknown(`Nobody read ${missing} at rest.`, power)
        if (interrupted === 0)
          return unknown(
            `None of ${over.length} transactions over offices was interrupted as it committed, so none could have been halved.`,
            power,
          )
        return {
          verdict: 'holds',
          reason: `Of ${over.length} transactions over offices, ${interrupted} of which were interrupted as they committed, each is there with all of its parts or with none.`,
          power,
        }
      },
    }),
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
  }
}

function firstOf<T, U>(all: readonly T[], of: (each: T) => U | undefined): U | undefined {
  for (const each of all) {
    const found = of(each)
    if (found !== undefined) return found
  }
}
