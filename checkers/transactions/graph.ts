import { byteColumn, int32Column } from './columns.ts'

/** What puts one transaction before another; one edge may stand for several reasons at once. */
export const WW = 1
export const WR = 2
export const RW = 4
export const PROCESS = 8
export const REALTIME = 16
/** What only the order in time of other transactions puts before: it counts as an rw edge where time is asked for. */
export const IMPLIED = 64
/** From one node that is no transaction onwards: it goes on with the reason that led there. */
export const LINK = 32

/** Directed edges with their reasons, packed by source: edge e of node v lies in offsets[v] ≤ e < offsets[v + 1]. */
export class Graph {
  readonly size: number
  /** Nodes from here on are waypoints, not transactions. */
  readonly transactions: number
  readonly offsets: Int32Array
  readonly targets: Int32Array
  readonly kinds: Uint8Array

  constructor(transactions: number, offsets: Int32Array, targets: Int32Array, kinds: Uint8Array) {
    this.size = offsets.length - 1
    this.transactions = transactions
    this.offsets = offsets
    this.targets = targets
    this.kinds = kinds
  }

  get edges(): number {
    return this.offsets[this.size]
  }

  /** The reasons of the edge from `a` straight to `b`, 0 when there is none. */
  between(a: number, b: number): number {
    for (let e = this.offsets[a]; e < this.offsets[a + 1]; e++)
      if (this.targets[e] === b) return this.kinds[e]
    return 0
  }
}

const CHUNK = 1 << 12

/** Collects edges in any order; self-edges are dropped and parallel ones become one with all their reasons. */
export class GraphBuilder {
  readonly transactions: number
  private nodes: number
  private length = 0
  /** Sources and targets in turn, and kinds: lists of fixed size, so that nothing is copied to grow. */
  private readonly ends: Int32Array[] = []
  private readonly kinds: Uint8Array[] = []

  constructor(transactions: number) {
    this.transactions = transactions
    this.nodes = transactions
  }

  get edges(): number {
    return this.length
  }

  /** A node that is no transaction but stands between many of them, so that n × m edges become n + m. */
  waypoint(): number {
    return this.nodes++
  }

  add(from: number, to: number, kind: number): void {
    if (from === to) return
    const at = this.length++ % CHUNK
    if (at === 0) {
      this.ends.push(int32Column(2 * CHUNK))
      this.kinds.push(byteColumn(CHUNK))
    }
    const last = this.ends.length - 1
    this.ends[last][2 * at] = from
    this.ends[last][2 * at + 1] = to
    this.kinds[last][at] = kind
  }

  build(): Graph {
    const { nodes, length } = this
    const starts = int32Column(nodes + 1)
    this.each((from) => starts[from + 1]++)
    for (let v = 0; v < nodes; v++) starts[v + 1] += starts[v]
    const targets = int32Column(length)
    const kinds = byteColumn(length)
    const next = starts.slice(0, nodes)
    this.each((from, to, kind) => {
      const at = next[from]++
      targets[at] = to
      kinds[at] = kind
    })
    return merged(this.transactions, starts, targets, kinds)
  }

  private each(visit: (from: number, to: number, kind: number) => void): void {
    for (const [chunk, ends] of this.ends.entries()) {
      const kinds = this.kinds[chunk]
      const count = Math.min(CHUNK, this.length - chunk * CHUNK)
      for (let i = 0; i < count; i++) visit(ends[2 * i], ends[2 * i + 1], kinds[i])
    }
  }
}

/** Closes up parallel edges in place. */
function merged(
  transactions: number,
  starts: Int32Array,
  targets: Int32Array,
  kinds: Uint8Array,
): Graph {
  const nodes = starts.length - 1
  const seenAt = int32Column(nodes).fill(-1)
  const offsets = int32Column(nodes + 1)
  let length = 0
  for (let v = 0; v < nodes; v++) {
    offsets[v] = length
    for (let e = starts[v]; e < starts[v + 1]; e++) {
      const target = targets[e]
      const at = seenAt[target]
      if (at >= offsets[v]) {
        kinds[at] |= kinds[e]
        continue
      }
      seenAt[target] = length
      targets[length] = target
      kinds[length++] = kinds[e]
    }
  }
  offsets[nodes] = length
  return new Graph(transactions, offsets, targets.subarray(0, length), kinds.subarray(0, length))
}

/** An rw edge and nothing stronger: where a transaction also wrote or read after the other, that counts. */
export function isAntiDependency(kinds: number): boolean {
  return (kinds & (RW | WW | WR)) === RW
}

/** The graph where time is asked for: with edges that it implies as rw edges. */
export function withImplied(graph: Graph): Graph {
  const { transactions, offsets, targets, kinds } = graph
  if (!kinds.some((kind) => (kind & IMPLIED) !== 0)) return graph
  const counted = kinds.map((kind) => ((kind & IMPLIED) === 0 ? kind : (kind & ~IMPLIED) | RW))
  return new Graph(transactions, offsets, targets, counted)
}

/** The part of a graph between these nodes, which must ascend; node i of it is nodes[i]. */
export function induced(graph: Graph, nodes: Int32Array, scratch: Int32Array): Graph {
  for (let i = 0; i < nodes.length; i++) scratch[nodes[i]] = i
  let real = nodes.length
  while (real > 0 && nodes[real - 1] >= graph.transactions) real--
  const offsets = new Int32Array(nodes.length + 1)
  const targets: number[] = []
  const kinds: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    const v = nodes[i]
    for (let e = graph.offsets[v]; e < graph.offsets[v + 1]; e++) {
      const at = scratch[graph.targets[e]]
      if (at >= nodes.length || nodes[at] !== graph.targets[e]) continue
      targets.push(at)
      kinds.push(graph.kinds[e])
    }
    offsets[i + 1] = targets.length
  }
  return new Graph(real, offsets, Int32Array.from(targets), Uint8Array.from(kinds))
}
