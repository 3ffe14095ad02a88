import type { History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { unknown } from './after-failover.ts'
import { halfOf, unreadRowOf, wrongBalance } from './halves.ts'
import type { Over } from './over-servers.ts'
import type { Rows } from './rows-at-rest.ts'
import { isWritingAtRest } from './writing-at-rest.ts'

/** Servers that each have rows of their own, and transactions over them. */
export interface Parted {
  /** What the servers are: `offices`. */
  servers: string
  over(history: History): Over[]
  atRest(history: History): PartsAtRest
}

/** What each server holds at rest of the rows that are its own. */
export interface PartsAtRest {
  rows: Rows
  /** The final reads that were made, by `f`. */
  asked: ReadonlySet<string>
  /** A node that did not answer all of them. */
  unread?: string
  /** What several that should hold the same hold differently, in words. */
  different?: string
}

/** Whether each transaction over several servers is there with all of its parts, or with none. */
export function wholeOrNone(parted: Parted): Pick<Claim, 'sentence' | 'trial' | 'decide'> {
  const { servers } = parted
  return {
    sentence:
      'all transactions either commit or abort on all servers, perhaps using two-phase commit',
    // Only what was struck or refused as it committed could be there by half; of what is, it has to speak, however that came.
    trial: ({ history }) => {
      const { interrupted, half } = look(history, parted)
      return interrupted > 0 || half !== undefined
    },
    decide(_, { history }) {
      const { over, interrupted, half, unread, different, missing } = look(history, parted)
      const power = { [`transactionsOver${capital(servers)}`]: over, interrupted }
      const notRead = unread && `Not all of ${unread} could be read at rest.`
      if (different !== undefined) return unknown(notRead ?? different, power)
      if (half !== undefined && isWritingAtRest(history))
        return unknown(`A write was under way when all was read at rest. ${half}`, power)
      if (half !== undefined) return { verdict: 'violated', reason: half, power }
      if (notRead !== undefined) return unknown(notRead, power)
      if (missing !== undefined) return unknown(`Nobody read ${missing} at rest.`, power)
      if (interrupted === 0)
        return unknown(
          `None of ${over} transactions over ${servers} was interrupted as it committed, so none could have been halved.`,
          power,
        )
      return {
        verdict: 'holds',
        reason: `Of ${over} transactions over ${servers}, ${interrupted} of which were interrupted as they committed, each is there with all of its parts or with none.`,
        power,
      }
    },
  }
}

interface Seen extends Pick<PartsAtRest, 'unread' | 'different'> {
  /** How many transactions wrote rows of several servers, and how many of them were interrupted as they committed. */
  over: number
  interrupted: number
  /** The first that is there by half, in words, and a row that nobody read. */
  half?: string
  missing?: string
}

/** What became of transactions over servers, by what each of these holds of its own rows. */
function look(history: History, { over, atRest }: Parted): Seen {
  const all = over(history)
  const interrupted = all.filter((each) => each.interrupted).length
  const { rows, asked, unread, different } = atRest(history)
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

const capital = (word: string) => word[0].toUpperCase() + word.slice(1)
