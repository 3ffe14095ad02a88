import { acknowledgedWrites } from '../../../../checkers/availability/acknowledged.ts'
import { clientCalls, nodeOf } from '../../../../checkers/availability/calls.ts'
import { isRead } from '../../../../checkers/availability/gaps.ts'
import { FAIL, type History } from '../../../../history/history.ts'
import type { Claim } from '../../../../runner/claim.ts'
import { changesOf } from '../../../../runner/evidence.ts'
import { unknown } from '../../../claims/after-failover.ts'
import { besideThePrimary } from '../../../claims/beside-the-primary.ts'
import { saidOf } from './said.ts'
import { lookedFurther, NOBODY_LOOKED, sessionsSeen, tellSessions } from './sessions.ts'
import type { Balancing } from './balancer.ts'

export interface Balanced {
  balance: Exclude<Balancing, 'none'>
  servers: readonly string[]
  /** The primary to begin with. */
  primary: string
  /** Whether sessions are spread over the servers; if not, all try them as they are named, of which the primary is the first. */
  isDistributed: boolean
}

/** Whoever writes is sent to the primary, whichever that is by now, and never to one that takes no writes. */
export function writesReachThePrimary(balanced: Balanced): Claim {
  const { balance, servers } = balanced
  return {
    id: 'writes-reach-the-primary',
    ...saidOf[balance].write,
    trial: (evidence) =>
      lookedFurther(sessionsSeen(evidence.history, servers, 'write'), evidence, balanced),
    covers: () => false,
    decide(_, evidence) {
      const { history } = evidence
      const refused = refusedWrites(history)
      const sessions = sessionsSeen(history, servers, 'write')
      const changes = changesOf(evidence).length
      const writes = acknowledgedWrites(history).toArray().length
      const power = { writes, changesOfThePrimary: changes, refused: refused.length }
      const told = `Sessions of writers: ${tellSessions(sessions, servers)}.`
      if (refused.length > 0) {
        const [row] = refused
        const where = `${nodeOf(history, row)} at ${(history.timeNs[row] / 1e9).toFixed(3)} s`
        const reason = `${refused.length} writes were sent to a server that takes none, the first to ${where}. ${told}`
        return { verdict: 'violated', reason, power }
      }
      const [beside] = besideThePrimary(evidence)
      if (beside !== undefined) {
        const reason = `${beside.node} took a write that was begun after ${beside.primary} had become the primary. ${told}`
        return { verdict: 'violated', reason, power }
      }
      if (writes === 0) return unknown('No write was acknowledged.', power)
      if (!lookedFurther(sessions, evidence, balanced)) return unknown(NOBODY_LOOKED, power)
      const reason = `Each of ${writes} writes was taken by who was the primary then, and none was sent elsewhere, over ${changes} changes of the primary. ${told}`
      return { verdict: 'holds', reason, power }
    },
  }
}

const READ_ONLY = /^25006\b/

/** The rows of those that a server refused because its transactions are read-only (SQLSTATE 25006). */
function refusedWrites(history: History): number[] {
  const rows: number[] = []
  clientCalls(history, (start, end) => {
    if (end < 0 || history.type[end] !== FAIL || isRead(history, start)) return
    if (READ_ONLY.test(history.errors.get(end) ?? '')) rows.push(end)
  })
  return rows
}
