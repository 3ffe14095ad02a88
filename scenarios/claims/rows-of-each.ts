import { clientCalls } from '../../checkers/availability/calls.ts'
import type { History } from '../../history/history.ts'
import type { PlacedRows } from '../workloads/placed-rows.ts'

/** What is asked of each server that has rows of its own: it is away by itself, and what is of several is away with any of them. */
export const rowsOfEach = (rows: Pick<PlacedRows, 'names' | 'homesOf'>) => (history: History) => {
  const homes = new Map<number, string[]>()
  clientCalls(history, (start) => homes.set(start, rows.homesOf(history.operation(start))))
  return rows.names.map((name) => (row: number) => homes.get(row)?.includes(name) ?? false)
}
