/** One successful read of all of a place. */
export interface Read {
  start: number
  end: number
  values: readonly unknown[]
  /** Whether the order of the values is that in which they were written. */
  ordered: boolean
}
