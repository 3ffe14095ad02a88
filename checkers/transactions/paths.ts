import { LINK, type Graph } from './graph.ts'

/** How many edges further starts may cost once one cycle is known: enough to be short, and bounded. */
const FURTHER_EDGES = 200_000

/** From one transaction to the next, with the reasons that this search allows; waypoints are passed over. */
export interface Step {
  from: number
  to: number
  kinds: number
}

/** Finds shortest ways through one graph; the arrays are shared by all searches of that graph. */
export class Paths {
  readonly graph: Graph
  /** Edges looked at so far. */
  work = 0
  private readonly seen: Int32Array
  private readonly arrivedBy: Int32Array
  private readonly cameFrom: Int32Array
  private search = 0

  constructor(graph: Graph) {
    this.graph = graph
    this.seen = new Int32Array(graph.size)
    this.arrivedBy = new Int32Array(graph.size)
    this.cameFrom = new Int32Array(graph.size)
  }

  /**
   * A cycle through one of the edges that `starts` yields, the rest of it along `allowed` edges: the shortest of all
   * unless that would take too long, and then a short one. `startKind` is what the first step counts as.
   */
  shortestCycle(
    starts: Iterable<{ from: number; edge: number }>,
    startKind: number,
    allowed: number,
  ): Step[] | undefined {
    let best: Step[] | undefined
    let limit = Infinity
    let end = Infinity
    for (const { from, edge } of starts) {
      const edges = this.shortest(this.graph.targets[edge], from, allowed, limit)
      if (edges !== undefined) {
        best = this.steps(from, [edge, ...edges], startKind, allowed)
        limit = best.length - 1
        end = Math.min(end, this.work + FURTHER_EDGES)
      }
      if (limit <= 1 || this.work > end) break
    }
    return best
  }

  /** A shortest way from where these edges start to `to`, along them and then along `allowed` edges. */
  shortestWay(
    starts: Iterable<{ from: number; edge: number }>,
    to: number,
    allowed: number,
  ): Step[] | undefined {
    let best: Step[] | undefined
    for (const { from, edge } of starts) {
      const target = this.graph.targets[edge]
      const edges =
        target === to ? [] : this.shortest(target, to, allowed, best?.length ?? Infinity)
      if (edges === undefined) continue
      const steps = this.steps(from, [edge, ...edges], allowed, allowed)
      if (best === undefined || steps.length < best.length) best = steps
    }
    return best
  }

  /** Edges of a way with at most `limit` transactions after its first node, breadth first; waypoints cost nothing. */
  private shortest(from: number, to: number, allowed: number, limit: number): number[] | undefined {
    const { offsets, targets, kinds, transactions } = this.graph
    const mask = allowed | LINK
    const stamp = ++this.search
    let frontier = [from]
    this.seen[from] = stamp
    this.arrivedBy[from] = -1
    for (let length = 1; frontier.length > 0 && length <= limit; length++) {
      const next: number[] = []
      // Waypoints join the frontier that is being walked, for they are no step of their own.
      for (let i = 0; i < frontier.length; i++) {
        const v = frontier[i]
        for (let e = offsets[v]; e < offsets[v + 1]; e++) {
          this.work++
          const w = targets[e]
          if ((kinds[e] & mask) === 0 || this.seen[w] === stamp) continue
          this.seen[w] = stamp
          this.arrivedBy[w] = e
          this.cameFrom[w] = v
          if (w === to) return this.unwind(to)
          if (w < transactions) next.push(w)
          else frontier.push(w)
        }
      }
      frontier = next
    }
    return undefined
  }

  private unwind(to: number): number[] {
    const edges: number[] = []
    for (let v = to; this.arrivedBy[v] >= 0; v = this.cameFrom[v]) edges.push(this.arrivedBy[v])
    return edges.reverse()
  }

  private steps(start: number, edges: number[], startKind: number, allowed: number): Step[] {
    const { targets, kinds, transactions } = this.graph
    const steps: Step[] = []
    let from = start
    let via = 0
    for (const [i, e] of edges.entries()) {
      if (via === 0) via = i === 0 ? startKind : kinds[e] & allowed
      if (targets[e] >= transactions) continue
      steps.push({ from, to: targets[e], kinds: via })
      from = targets[e]
      via = 0
    }
    return steps
  }
}
