import type { Packed } from './incremental-order.ts'

/** What each node leads to among the events, itself included. */
export interface Closure {
  /** Computes it for a graph without cycles, whose nodes stand at these places. */
  fill(out: Packed, place: Int32Array): void
  reaches(from: number, to: number): boolean
  /** An edge that came: what leads to its source is not told of it until all is computed again. */
  include(from: number, to: number): void
}

/** Nodes from the last place to the first. */
export function* backwards(place: Int32Array): Generator<number> {
  const at = new Int32Array(place.length)
  for (let v = 0; v < place.length; v++) at[place[v]] = v
  for (let p = at.length - 1; p >= 0; p--) yield at[p]
}

/** A bit for each node and event. */
export class BitClosure implements Closure {
  private readonly events: number
  private readonly words: number
  private readonly rows: Int32Array

  constructor(nodes: number, events: number) {
    this.events = events
    this.words = BitClosure.width(events)
    this.rows = new Int32Array(nodes * this.words)
  }

  static width(events: number): number {
    return (events + 31) >> 5
  }

  fill({ offsets, ends }: Packed, place: Int32Array): void {
    const { rows, words, events } = this
    rows.fill(0)
    for (const v of backwards(place)) {
      if (v < events) rows[v * words + (v >> 5)] |= 1 << (v & 31)
      for (let e = offsets[v]; e < offsets[v + 1]; e++)
        // What another edge already led to brings nothing new.
        if (ends[e] >= events || !this.reaches(v, ends[e])) this.include(v, ends[e])
    }
  }

  reaches(from: number, to: number): boolean {
    return (this.rows[from * this.words + (to >> 5)] & (1 << (to & 31))) !== 0
  }

  include(from: number, to: number): void {
    const { words, rows } = this
    const [own, other] = [from * words, to * words]
    for (let i = 0; i < words; i++) rows[own + i] |= rows[other + i]
  }
}
