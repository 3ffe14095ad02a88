import type { Request } from '../../runner/workload.ts'

/** The primary keys of the rows that an operation of any workload is about; undefined where it is about all of them. */
export function rowsOf({ key, value }: Pick<Request, 'key' | 'value'>): number[] | undefined {
  if (typeof key === 'number') return [key]
  if (typeof value === 'number') return [value]
  if (Array.isArray(value)) return value.map(([, row]) => row as number)
  return value === null ? undefined : rowsOfTransfer(value as Record<string, number>)
}

/** A bank's: two accounts, and its own row in the ledger. */
function rowsOfTransfer({ id, payer, payee }: Record<string, number>): number[] {
  return [payer, payee, id]
}
