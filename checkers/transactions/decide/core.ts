import { packed } from './events-order.ts'
import type { CoreEdge, Lemma } from './lemma.ts'
import { minimized } from './minimize.ts'
import { CERTAIN, type Polygraph } from './polygraph.ts'
import type { Contradiction, Pruned } from './prune.ts'
import type { Clause } from './clauses.ts'

/** Lemmas that no choice satisfies, as few as were found; taking any of them away would leave one. */
export interface Core {
  polygraph: Polygraph
  lemmas: Lemma[]
}

/** What a contradiction, or a search that found nothing, rests on. */
export function coreOf(
  polygraph: Polygraph,
  pruned: Pruned | Contradiction,
  search?: { broken: Clause; reasons: (Clause | undefined)[] },
): Core {
  const cycles = new Cycles(polygraph)
  const stamp = new Map(pruned.forced.map((literal, i) => [literal, pruned.edgesThen[i]]))
  const lemmas: Lemma[] = []
  const known = new Set<string>()
  const explained = new Set<number>()
  const open: number[] = []
  const take = (lemma: Lemma) => {
    const name = lemma.literals.toSorted((a, b) => a - b).join()
    if (known.has(name)) return
    known.add(name)
    lemmas.push(lemma)
    open.push(...lemma.literals.map((literal) => literal ^ 1))
  }
  const certainEdges = polygraph.from.length
  if (search !== undefined)
    for (const clause of lemmasBehind(search)) take(cycles.ofClause(clause.literals))
  else if ('both' in pruned && pruned.both !== undefined)
    for (const literal of pruned.both) take(cycles.against(literal, certainEdges))
  else take(cycles.anywhere())
  for (let literal = open.pop(); literal !== undefined; literal = open.pop()) {
    const edges = stamp.get(literal)
    if (edges === undefined || explained.has(literal)) continue
    explained.add(literal)
    take(cycles.against(literal ^ 1, edges))
  }
  return { polygraph, lemmas: minimized(lemmas) }
}

/** All lemmas that a broken clause was concluded from, and those of literals that hold whatever is decided. */
function lemmasBehind({
  broken,
  reasons,
}: {
  broken: Clause
  reasons: (Clause | undefined)[]
}): Clause[] {
  const seen = new Set([broken])
  for (const clause of seen) {
    for (const from of clause.from ?? []) seen.add(from)
    if (clause.from !== undefined && clause !== broken) continue
    for (const literal of clause.literals) {
      const reason = reasons[literal >> 1]
      if (reason !== undefined) seen.add(reason)
    }
  }
  return [...seen].filter(({ from }) => from === undefined)
}

/** Finds shortest cycles again, from the edges that were there. */
class Cycles {
  private readonly polygraph: Polygraph
  private readonly out: ReturnType<typeof packed>
  private readonly arrived: Int32Array
  private readonly cameFrom: Int32Array
  private readonly cameBy: Int32Array
  private search = 0
  /** By packed edge, when it was added. */
  private readonly added: Int32Array

  constructor(polygraph: Polygraph) {
    this.polygraph = polygraph
    this.out = packed(polygraph, 'from')
    const { nodes, from } = polygraph
    this.arrived = new Int32Array(nodes)
    this.cameFrom = new Int32Array(nodes)
    this.cameBy = new Int32Array(nodes)
    this.added = new Int32Array(from.length)
    const next = this.out.offsets.slice(0, nodes)
    for (let e = 0; e < from.length; e++) this.added[next[from[e]]++] = e
  }

  /** The cycle that this literal's edges make with the first `edges` edges. */
  against(literal: number, edges: number): Lemma {
    return this.shortest(this.edgesOf([literal]), (e) => this.added[e] < edges, new Map())
  }

  /** The cycle that the opposites of a lemma's literals make with certain edges. */
  ofClause(literals: readonly number[]): Lemma {
    const held = this.edgesOf(literals.map((literal) => literal ^ 1))
    const extra = Map.groupBy(held, ({ from }) => from)
    return this.shortest(held, (e) => this.out.tags[e] === CERTAIN, extra)
  }

  /** A cycle of the edges that hold already: a short one through one that is met going back from what has no place. */
  anywhere(): Lemma {
    const { nodes } = this.polygraph
    const into = packed(this.polygraph, 'to')
    const isPlaced = this.placed(into)
    const starts: CoreEdge[] = []
    const metAt = new Int32Array(nodes).fill(-1)
    for (let v = isPlaced.indexOf(0); metAt[v] < 0;) {
      metAt[v] = starts.length
      let e = into.offsets[v]
      while (isPlaced[into.ends[e]] === 1) e++
      starts.push({ from: into.ends[e], to: v, tag: into.tags[e] })
      v = into.ends[e]
      if (metAt[v] >= 0) return this.shortest(starts.slice(metAt[v]), () => true, new Map())
    }
    throw new Error('nothing goes round in a circle')
  }

  /** 1 for each node that no cycle leads to. */
  private placed({ offsets }: ReturnType<typeof packed>): Uint8Array {
    const { out } = this
    const waiting = Int32Array.from(
      { length: offsets.length - 1 },
      (_, v) => offsets[v + 1] - offsets[v],
    )
    const isPlaced = new Uint8Array(waiting.length)
    const ready = [...waiting.keys()].filter((v) => waiting[v] === 0)
    for (let v = ready.pop(); v !== undefined; v = ready.pop()) {
      isPlaced[v] = 1
      for (let e = out.offsets[v]; e < out.offsets[v + 1]; e++)
        if (--waiting[out.ends[e]] === 0) ready.push(out.ends[e])
    }
    return isPlaced
  }

  private edgesOf(literals: readonly number[]): CoreEdge[] {
    const edges: CoreEdge[] = []
    for (const literal of literals)
      this.polygraph.eachEdge(literal, (from, to) => edges.push({ from, to, tag: literal }))
    return edges
  }

  private shortest(
    starts: readonly CoreEdge[],
    isThere: (edge: number) => boolean,
    extra: Map<number, CoreEdge[]>,
  ): Lemma {
    let best: CoreEdge[] | undefined
    for (const start of starts) {
      const way = this.way(start.to, start.from, isThere, extra, (best?.length ?? Infinity) - 1)
      if (way !== undefined) best = [start, ...way]
    }
    if (best === undefined) throw new Error('a contradiction without a cycle')
    const tags = new Set(best.map(({ tag }) => tag).filter((tag) => tag !== CERTAIN))
    return { literals: [...tags].map((tag) => tag ^ 1), cycle: best }
  }

  /** The shortest way, breadth first, of less than `limit` edges. */
  private way(
    from: number,
    to: number,
    isThere: (edge: number) => boolean,
    extra: Map<number, CoreEdge[]>,
    limit: number,
  ): CoreEdge[] | undefined {
    const { offsets, ends, tags } = this.out
    const stamp = ++this.search
    this.arrived[from] = stamp
    let frontier = [from]
    const visit = (v: number, w: number, tag: number, next: number[]) => {
      if (this.arrived[w] === stamp) return
      this.arrived[w] = stamp
      this.cameFrom[w] = v
      this.cameBy[w] = tag
      next.push(w)
    }
    for (let length = 1; length < limit && frontier.length > 0; length++) {
      const next: number[] = []
      for (const v of frontier) {
        for (let e = offsets[v]; e < offsets[v + 1]; e++)
          if (isThere(e)) visit(v, ends[e], tags[e], next)
        for (const edge of extra.get(v) ?? []) visit(v, edge.to, edge.tag, next)
      }
      if (this.arrived[to] === stamp) return this.unwind(from, to)
      frontier = next
    }
    return undefined
  }

  private unwind(from: number, to: number): CoreEdge[] {
    const way: CoreEdge[] = []
    for (let v = to; v !== from; v = this.cameFrom[v])
      way.push({ from: this.cameFrom[v], to: v, tag: this.cameBy[v] })
    return way.reverse()
  }
}
