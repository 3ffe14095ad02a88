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
