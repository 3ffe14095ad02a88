/** A directed graph without cycles, packed by source, each edge with a tag. */
export interface Packed {
  offsets: Int32Array
  ends: Int32Array
  tags: Int32Array
}

/**
 * A topological order that is kept up as edges come and go (Pearce and Kelly, "A Dynamic Topological Sort Algorithm for
 * Directed Acyclic Graphs"). Edges that come are taken back in the opposite order; the order of before stays right then.
 */
export class IncrementalOrder {
  /** The place of each node. */
  readonly place: Int32Array
  /** Edges looked at so far. */
  work = 0
  private readonly out: Packed
  private readonly into: Packed
  /** Edges that came, as lists that begin at their newest: `next[e]` is the one before e at the same node. */
  private readonly outHead: Int32Array
  private readonly intoHead: Int32Array
  private readonly from: number[] = []
  private readonly to: number[] = []
  private readonly tag: number[] = []
  private readonly outNext: number[] = []
  private readonly intoNext: number[] = []
  private readonly seen: Int32Array
  private readonly cameFrom: Int32Array
  private readonly cameBy: Int32Array
  private search = 0

  constructor(out: Packed, into: Packed, place: Int32Array) {
    this.out = out
    this.into = into
    this.place = place
    const size = place.length
    this.outHead = new Int32Array(size).fill(-1)
    this.intoHead = new Int32Array(size).fill(-1)
    this.seen = new Int32Array(size)
    this.cameFrom = new Int32Array(size)
    this.cameBy = new Int32Array(size)
  }

  get added(): number {
    return this.from.length
  }

  /** Undefined if the graph has no cycle with it, and then it is added; else the tags of the edges on the way back. */
  add(from: number, to: number, tag: number): number[] | undefined {
    if (this.place[from] > this.place[to]) {
      const ahead: number[] = []
      if (this.reach(to, from, ahead)) return this.tagsBetween(to, from)
      this.reorder(ahead, this.leading(from, this.place[to]))
    } else if (from === to) return []
    const e = this.from.length
    this.from.push(from)
    this.to.push(to)
    this.tag.push(tag)
    this.outNext.push(this.outHead[from])
    this.outHead[from] = e
    this.intoNext.push(this.intoHead[to])
    this.intoHead[to] = e
    return undefined
  }

  /** Takes back all edges but the first `count`. */
  shrinkTo(count: number): void {
    while (this.from.length > count) {
      this.tag.pop()
      this.outHead[this.from.pop()!] = this.outNext.pop()!
      this.intoHead[this.to.pop()!] = this.intoNext.pop()!
    }
  }

  /** Collects what `from` leads to and stands no later than `to`; true once that is `to` itself. */
  private reach(from: number, to: number, found: number[]): boolean {
    const { out, place, seen } = this
    const last = place[to]
    const stamp = ++this.search
    seen[from] = stamp
    found.push(from)
    const visit = (v: number, w: number, tag: number): boolean => {
      this.work++
      if (seen[w] === stamp || place[w] > last) return false
      seen[w] = stamp
      this.cameFrom[w] = v
      this.cameBy[w] = tag
      found.push(w)
      return w === to
    }
    for (let i = 0; i < found.length; i++) {
      const v = found[i]
      for (let e = out.offsets[v]; e < out.offsets[v + 1]; e++)
        if (visit(v, out.ends[e], out.tags[e])) return true
      for (let e = this.outHead[v]; e >= 0; e = this.outNext[e])
        if (visit(v, this.to[e], this.tag[e])) return true
    }
    return false
  }

  /** What leads to `to` and stands no earlier than `first`. */
  private leading(to: number, first: number): number[] {
    const { into, place, seen } = this
    const stamp = ++this.search
    const found = [to]
    seen[to] = stamp
    const visit = (w: number) => {
      this.work++
      if (seen[w] === stamp || place[w] < first) return
      seen[w] = stamp
      found.push(w)
    }
    for (let i = 0; i < found.length; i++) {
      const v = found[i]
      for (let e = into.offsets[v]; e < into.offsets[v + 1]; e++) visit(into.ends[e])
      for (let e = this.intoHead[v]; e >= 0; e = this.intoNext[e]) visit(this.from[e])
    }
    return found
  }

  /** Puts what leads to the edge before what it leads to, in the places that they all have together. */
  private reorder(ahead: number[], behind: number[]): void {
    const { place } = this
    const byPlace = (a: number, b: number) => place[a] - place[b]
    const nodes = [...behind.sort(byPlace), ...ahead.sort(byPlace)]
    const places = nodes.map((v) => place[v]).sort((a, b) => a - b)
    for (const [i, v] of nodes.entries()) place[v] = places[i]
  }

  private tagsBetween(from: number, to: number): number[] {
    const tags: number[] = []
    for (let v = to; v !== from; v = this.cameFrom[v])
      if (this.cameBy[v] >= 0) tags.push(this.cameBy[v])
    return tags
  }
}
