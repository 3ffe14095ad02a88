import type { Column, Row } from './manual.ts'

/** An experiment on one cell of the manual's feature matrix; a cell may have several. */
export interface Cell {
  column: Column
  row: Row
  /** What the manual's entry comes to here, as a sentence that a run can bear out. */
  says: string
  /** Options of its topology's `run`. */
  words: Record<string, unknown>
  /** What bears it out. */
  decidedBy: DecidedBy
}

export type DecidedBy =
  | { claim: string; verdict: 'holds' | 'violated' }
  /** Where no claim speaks of it; the run may be no failure otherwise, and a claim must be on trial where that shows that what it is after took place. */
  | { check: string; verdict: 'pass'; after?: string }

/** Where a claim of the run holds. */
export const holds = (claim: string) => ({ claim, verdict: 'holds' }) satisfies DecidedBy

/** A topology's experiments, all of the one column that it stands for. */
export function inColumn(column: Column, cells: readonly Omit<Cell, 'column'>[]): Cell[] {
  return cells.map((cell) => ({ column, ...cell }))
}
