import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { INFO, type History } from '../../../history/history.ts'
import { officesIn, type Offices } from './offices.ts'

/** A transaction that was to write rows at several offices, and how its client saw it end. */
export interface Over {
  /** The rows of its invocation and of its completion, which is -1 where it never ended. */
  start: number
  end: number
  value: unknown
  error?: string
  /** One office may have ended it otherwise than another. */
  interrupted: boolean
}

const betweenOffices = /\((\S+ did not prepare|.+ did not commit, and .+ did|\S+ is in doubt)\)$/

/** What one server alone was asked for, or of several only for what they hold, is none: nothing of it could be there by half. */
export function transactionsOver(history: History, offices: Offices): Over[] {
  const found: Over[] = []
  clientCalls(history, (start, end) => {
    if (isRead(history, start)) return
    const { key, value } = history.operation(start)
    const node = nodeOf(history, start)
    if (node !== null && officesIn(node).length < 2) return
    if (offices.homesOf({ key, value: writtenOf(value) }).length < 2) return
    const error = history.errors.get(end)
    // Nobody knows of what never ended whether it came to its commit.
    const isInDoubt = end >= 0 && outcome(history, end) === INFO
    const interrupted = isInDoubt || betweenOffices.test(error ?? '')
    found.push({ start, end, value, error, interrupted })
  })
  return found
}

/** Of a transaction on lists, what it appends. */
export function writtenOf(value: unknown): unknown {
  // A compare-and-set's two values are no steps of a transaction.
  const isWritten = (each: unknown) => !Array.isArray(each) || each[0] === 'append'
  return Array.isArray(value) ? value.filter(isWritten) : value
}
