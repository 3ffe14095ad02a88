/** Where the middle of several figures is, and how far they lie apart. */
export interface Spread {
  median: number
  least: number
  most: number
}

/** Of one figure at least; of an even number the upper of the middle two is the median, so that it is one of them. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1)! }
}
