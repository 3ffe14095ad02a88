import { isRead } from '../../checkers/availability/gaps.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import { INVOKE, type History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { highAvailability } from './manual.ts'

/** Of fewer that meet none may be refused, by chance. */
const HEAVY = 100
/** A deadlock, and a lock that could not be had in time; who waits for its turn to commit has all of its locks. */
const ofPostgres = /^(?:40P01|55P03) (?!its turn)/

/**
 * Writers of one row at a time lock each other out by way of different servers. One server never does that to them: who
 * holds the one lock that is wanted waits for nobody, so that all others only have to wait. How much excessive locking
 * costs is another question, which `npm run bench:writers` answers.
 */
export const lockedOutBy = (refusals: RegExp): Claim => ({
  id: 'heavy-writing-locks-writers-out',
  sentence: 'heavy write activity can cause excessive locking',
  source: `${highAvailability}, "Synchronous Multimaster Replication"`,
  trial({ history }) {
    const { met, refused } = meetingsIn(history, refusals)
    return refused > 0 || met >= HEAVY
  },
  covers: () => false,
  decide(_, { history }) {
    const { met, refused } = meetingsIn(history, refusals)
    const told = `${met} writes began while one of the same row was under way at another server, and ${refused} of them were refused for a lock`
    return {
      verdict: refused > 0 ? 'holds' : 'violated',
      reason: `${told}, which one server never does where a transaction locks one row.`,
      power: { met },
    }
  },
})

export const lockedOut = lockedOutBy(ofPostgres)

interface Meetings {
  met: number
  refused: number
}

/** Whatever fails may lock writers out as well, so that only what ended before the first fault counts. */
function meetingsIn(history: History, refusals: RegExp): Meetings {
  const end = faultSpans(history)[0]?.startRow ?? history.length
  const writers = new Map<number, Map<number, number>>()
  const meetings = { met: 0, refused: 0 }
  for (let row = 0; row < end; row++) {
    if (!history.isClients(row) || isRead(history, row) || history.type[row] !== INVOKE) {
      writers.get(history.key[row])?.delete(history.pair[row])
      continue
    }
    const others = writers.get(history.key[row]) ?? new Map<number, number>()
    const isMet = others.values().some((node) => node !== history.node[row])
    writers.set(history.key[row], others.set(row, history.node[row]))
    const answer = history.pair[row]
    if (!isMet || answer < 0 || answer >= end) continue
    meetings.met++
    if (refusals.test(history.errors.get(answer) ?? '')) meetings.refused++
  }
  return meetings
}
