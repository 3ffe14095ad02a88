import type { Checker } from '../checker.ts'
import { judge, type Promised, type TransactionsResult } from './check.ts'
import { registerEvidence } from './register-evidence.ts'
import type { KeyAssumptions } from './register-order.ts'

/**
 * Judges transactions that read and write registers, each value written once per key, like Elle's rw-register:
 * operations named `txn` with values `[["w", key, value], ["r", key, value or null]]`.
 */
export function rwRegister(options: Promised & KeyAssumptions = {}): Checker<TransactionsResult> {
  return {
    name: 'rw-register',
    about: 'Isolation of transactions over registers: which consistency models hold, and why not',
    check: (history, about) =>
      judge(registerEvidence(history, options, about.initial), about, options),
  }
}
