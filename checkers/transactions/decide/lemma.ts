/** One event came before another, for certain or by the literal that is its tag. */
export interface CoreEdge {
  from: number
  to: number
  tag: number
}

/** A cycle of edges, so that not all literals of its edges can hold: one of `literals`, their opposites, does. */
export interface Lemma {
  literals: number[]
  cycle: CoreEdge[]
}
