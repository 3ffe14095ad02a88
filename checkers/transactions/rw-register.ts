import type { Checker } from '../checker.ts'
import type { Promised, TransactionsResult } from './check.ts'
import { judgeRegisters } from './register-choices.ts'
import type { KeyAssumptions } from './register-order.ts'

/**
 * Judges transactions that read and write registers, like Elle's rw-register, but values may be written several times:
 * operations named `txn` with values `[["w", key, value], ["r", key, value or null]]`.
 */
export function rwRegister(options: Promised & KeyAssumptions = {}): Checker<TransactionsResult> {
  return {
    name: 'rw-register',
    about: 'Isolation of transactions over registers: which consistency models hold, and why not',
    check: (history, about) => judgeRegisters(history, about, options),
  }
}
