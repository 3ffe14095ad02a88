import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { INFO, type History } from '../../history/history.ts'
import type { PlacedRows } from '../workloads/placed-rows.ts'

/** A transaction that was to write rows at several servers, and how its client saw it end. */
export interface Over {
  /** The rows of its invocation and of its completion, which is -1 where it never ended. */
  start: number
  end: number
  value: unknown
  error?: string
  /** One server may have ended it otherwise than another. */
  interrupted: boolean
}

const midCommit =
  /\((\S+ did not prepare|.+ did not commit, and .+ did|\S+ is in doubt|in its commit)\)$/

/** Whether a client was told, by what ended its transaction, that this was in the middle of its commit. */
export const isMidCommit = (error = ''): boolean => midCommit.test(error)

/**
 * Transactions that were to write rows of several servers. What went to a node that does not `span` several, or only
 * reads what others have, is none: nothing of it could be there by half.
 */
export function transactionsOver(
  history: History,
  rows: Pick<PlacedRows, 'homesOf'>,
  spans: (node: string) => boolean,
): Over[] {
  const found: Over[] = []
  clientCalls(history, (start, end) => {
    if (isRead(history, start)) return
    const { key, value } = history.operation(start)
    const node = nodeOf(history, start)
    if (node !== null && !spans(node)) return
    if (rows.homesOf({ key, value: writtenOf(value) }).length < 2) return
    const error = history.errors.get(end)
    // Nobody knows of what never ended whether it came to its commit.
    const isInDoubt = end >= 0 && outcome(history, end) === INFO
    found.push({ start, end, value, error, interrupted: isInDoubt || isMidCommit(error) })
  })
  return found
}

/** Of a transaction on lists, what it appends. */
export function writtenOf(value: unknown): unknown {
  // A compare-and-set's two values are no steps of a transaction.
  const isWritten = (each: unknown) => !Array.isArray(each) || each[0] === 'append'
  return Array.isArray(value) ? value.filter(isWritten) : value
}
