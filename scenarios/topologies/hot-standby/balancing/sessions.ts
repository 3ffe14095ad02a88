import { clientCalls, nodeOf, outcome } from '../../../../checkers/availability/calls.ts'
import { isOutage } from '../../../../checkers/availability/errors.ts'
import { isRead } from '../../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../../history/history.ts'
import { changesOf, type Evidence } from '../../../../runner/evidence.ts'
import { isFinalRead } from '../../../../runner/final-reads.ts'

/** A session of a client with a server, as its operations tell of it. */
export interface SessionSeen {
  node: string
  /** Where its first operation was asked for: that opened it. */
  openedRow: number
  /** And where that ended. */
  openRow: number
  answered: number
  /** The error that it was lost by, at this row. */
  cutRow?: number
}

/**
 * The sessions of one kind of requests: what a process asked one server for until an error, for a session never goes from
 * one to another by itself. Where no server was found there was none.
 */
export function sessionsSeen(
  history: History,
  servers: readonly string[],
  access: 'read' | 'write',
): SessionSeen[] {
  const sessions: SessionSeen[] = []
  const open = new Map<number, SessionSeen>()
  clientCalls(history, (start, end) => {
    const process = history.process[start]
    if (end < 0 || isFinalRead(process) || isRead(history, start) !== (access === 'read')) return
    const node = nodeOf(history, end)
    if (node === null || !servers.includes(node)) return
    let session = open.get(process)
    if (session === undefined || session.node !== node || session.cutRow !== undefined) {
      session = { node, openedRow: start, openRow: end, answered: 0 }
      open.set(process, session)
      sessions.push(session)
    }
    if (outcome(history, end) === OK) session.answered++
    else if (isOutage(history, end) && !isAnswer(history, end)) session.cutRow = end
  })
  return sessions
}

/** With a SQLSTATE of a statement that was refused a session goes on; those of classes 08 and 57 end it. */
function isAnswer(history: History, row: number): boolean {
  return /^(?!08|57)[0-9][0-9A-Z]{4}\b/.test(history.errors.get(row) ?? '')
}

/** Whether a session could have come to another server than the primary to begin with, which is the first to be tried. */
export function lookedFurther(
  sessions: readonly SessionSeen[],
  evidence: Evidence,
  { isDistributed, primary }: { isDistributed: boolean; primary: string },
): boolean {
  const isElsewhere = ({ node, cutRow }: SessionSeen) => node !== primary || cutRow !== undefined
  return isDistributed || changesOf(evidence).length > 0 || sessions.some(isElsewhere)
}

/** Why nothing is shown where nobody has. */
export const NOBODY_LOOKED = 'Nobody had to look beyond the first server, which is the primary.'

/** How many sessions there were with each server, and how many of these were cut, in words. */
export function tellSessions(sessions: readonly SessionSeen[], servers: readonly string[]): string {
  return servers
    .map((name) => {
      const own = sessions.filter(({ node }) => node === name)
      const cut = own.filter(({ cutRow }) => cutRow !== undefined).length
      return `${own.length} with ${name}${cut === 0 ? '' : ` (${cut} cut)`}`
    })
    .join(', ')
}
