import type { Checker } from '../checker.ts'
import { appendEvidence } from './append-evidence.ts'
import { judge, type Promised, type TransactionsResult } from './check.ts'

/**
 * Judges transactions that append unique elements to lists and read whole lists, like Elle's list-append:
 * operations named `txn` with values `[["append", key, element], ["r", key, [elements]]]`.
 */
export function listAppend(options: Promised = {}): Checker<TransactionsResult> {
  return {
    name: 'list-append',
    about:
      'Isolation of transactions that append to lists: which consistency models hold, and why not',
    check: (history, about) => judge(appendEvidence(history), about, options),
  }
}
