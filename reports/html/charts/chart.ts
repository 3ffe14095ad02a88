import type { Plot } from '../draw.ts'
import type { Part } from '../markup.ts'

/** A picture of a measurement, and the same in words and in a table for those who can't or won't look at it. */
export interface Told {
  id: string
  title: string
  about: string
  alt: string
  columns: string[]
  rows: Part[][]
}

/** One over the time of a run. */
export interface Chart extends Told {
  plot: Plot
}
