import type { Packed } from './incremental-order.ts'

/** Beyond this nobody can afford to know of each node what it leads to. */
const MOST_WORDS = 120_000_000

/** What each node leads to among the first `columns` nodes, itself included: a bit for each. */
export class Closure {
  private readonly words: number
  private readonly rows: Int32Array

  private constructor(nodes: number, columns: number) {
    this.words = (columns + 31) >> 5
    this.rows = new Int32Array(nodes * this.words)
  }

  static fits(nodes: number, columns: number): boolean {
    return nodes * ((columns + 31) >> 5) <= MOST_WORDS
  }

  static of(nodes: number, columns: number): Closure {
    return new Closure(nodes, columns)
  }

  /** Computes it for a graph without cycles, whose nodes stand at these places. */
  fill({ offsets, ends }: Packed, place: Int32Array, columns: number): void {
    const { words, rows } = this
    const at = new Int32Array(place.length)
    for (let v = 0; v < place.length; v++) at[place[v]] = v
    rows.fill(0)
    for (let p = at.length - 1; p >= 0; p--) {
      const v = at[p]
      const row = v * words
      if (v < columns) rows[row + (v >> 5)] |= 1 << (v & 31)
      for (let e = offsets[v]; e < offsets[v + 1]; e++) {
        const next = ends[e]
        // What another edge already led to brings nothing new.
        if (next < columns && (rows[row + (next >> 5)] & (1 << (next & 31))) !== 0) continue
        const other = next * words
        for (let i = 0; i < words; i++) rows[row + i] |= rows[other + i]
      }
    }
  }

  reaches(from: number, to: number): boolean {
    return (this.rows[from * this.words + (to >> 5)] & (1 << (to & 31))) !== 0
  }

  /** An edge that came: what leads to its source is not told of it until all is computed again. */
  include(from: number, to: number): void {
    const { words, rows } = this
    for (let i = 0; i < words; i++) rows[from * words + i] |= rows[to * words + i]
  }
}
