import type { Workload } from '../../runner/workload.ts'

/**
 * Of statements that each server executes by itself: which final reads show whether a transaction is there, where not
 * all do. Whether a condition on a balance is met each server tells by its own rows of that moment, and what it then
 * changes may differ though all of them committed; a line in the ledger is inserted in any case.
 */
export function showsTransactions({ name }: Workload): ((f: string) => boolean) | undefined {
  return name === 'bank' ? (f) => f === 'ledger' : undefined
}
