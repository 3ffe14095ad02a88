import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { isWritingAtRest } from '../../claims/writing-at-rest.ts'
import { halfOf, unreadRowOf, wrongBalance } from './halves.ts'
import type { Offices } from './offices.ts'
import { transactionsOver } from './over-offices.ts'
import { rowsAtRest } from '../../claims/rows-at-rest.ts'
import { ownRowsAtRest } from './rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Whether each transaction over several offices is there with all of its parts, or with none. */
export function allOrNone({ offices, nodes }: Trial): Claim {
  const look = (history: History) => lookAtRest(history, offices, nodes)
  return {
    ...dataPartitioning({
      id: 'offices-commit-all-or-none',
      sentence:
        'all transactions either commit or abort on all servers, perhaps using two-phase commit',
      // Only what was struck or refused as it committed could be there by half; of what is, it has to speak, however that came.
      trial: ({ history }) => {
        const { interrupted, half } = look(history)
        return interrupted > 0 || half !== undefined
      },
      decide(_, { history }) {
        const { over, interrupted, half, unread, different, missing } = look(history)
        const power = { transactionsOverOffices: over, interrupted }
        const notRead = unread && `Not all of ${unread} could be read at rest.`
        if (different !== undefined) return unknown(notRead ?? different, power)
        if (half !== undefined && isWritingAtRest(history))
          return unknown(`A write was under way when all was read at rest. ${half}`, power)
        if (half !== undefined) return { verdict: 'violated', reason: half, power }
        if (notRead !== undefined) return unknown(notRead, power)
        if (missing !== undefined) return unknown(`Nobody read ${missing} at rest.`, power)
        if (interrupted === 0)
          return unknown(
            `None of ${over} transactions over offices was interrupted as it committed, so none could have been halved.`,
            power,
          )
        return {
          verdict: 'holds',
          reason: `Of ${over} transactions over offices, ${interrupted} of which were interrupted as they committed, each is there with all of its parts or with none.`,
          power,
        }
      },
    }),
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
  }
}

interface AtRest {
  /** How many transactions wrote rows of several offices, and how many of them were interrupted as they committed. */
  over: number
  interrupted: number
  /** The first that is there by half, in words. */
  half?: string
  /** A node that did not answer everything, what an office's own servers hold differently, and a row that nobody read. */
  unread?: string
  different?: string
  missing?: string
}

/** What became of transactions over offices, by what each office holds of its own rows. */
function lookAtRest(history: History, offices: Offices, nodes: readonly string[]): AtRest {
  const all = transactionsOver(history, offices)
  const interrupted = all.filter((each) => each.interrupted).length
  const { copies, unread, asked } = rowsAtRest(history, nodes)
  const { rows, different } = ownRowsAtRest(copies, offices)
  const seen = { over: all.length, interrupted, unread, different }
  if (different !== undefined) return seen
  // Of accounts nobody can tell anything without all of the ledger, and of lists each tells for itself.
  const isWholeBank = unread === undefined && asked.has('ledger')
  const half = firstOf(all, (each) => halfOf(each, rows))
  return {
    ...seen,
    half: half ?? (isWholeBank ? wrongBalance(rows) : undefined),
    missing: firstOf(all, (each) => unreadRowOf(each, rows, asked)),
  }
}

function firstOf<T, U>(all: readonly T[], of: (each: T) => U | undefined): U | undefined {
  for (const each of all) {
    const found = of(each)
    if (found !== undefined) return found
  }
}
