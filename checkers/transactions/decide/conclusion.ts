/** What a weak level puts in order: `before` came before `after`, for `reader` knew of `before` and read `after`. */
export interface Conclusion {
  key: number
  before: number
  /** A transaction, or `AT_FIRST`, before which nothing can come. */
  after: number
  reader: number
}

export type Conclude = (conclusion: Conclusion) => void
