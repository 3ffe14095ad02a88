/** What puts one transaction before another; one edge may stand for several reasons at once. */
export const WW = 1
export const WR = 2
export const RW = 4
export const PROCESS = 8
export const REALTIME = 16
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

/** Collects edges in any order; self-edges are dropped and parallel ones become one with all their reasons. */
export class GraphBuilder {
  readonly transactions: number
  private nodes: number
  private length = 0
  private from = new Int32Array(1024)
  private to = new Int32Array(1024)
  private kind = new Uint8Array(1024)

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
    if (this.length === this.from.length) this.grow()
    this.from[this.length] = from
    this.to[this.length] = to
    this.kind[this.length++] = kind
  }

  build(): Graph {
    const { nodes, length, from, to, kind } = this
    const starts = new Int32Array(nodes + 1)
    for (let i = 0; i < length; i++) starts[from[i] + 1]++
    for (let v = 0; v < nodes; v++) starts[v + 1] += starts[v]
    const targets = new Int32Array(length)
    const kinds = new Uint8Array(length)
    const next = starts.slice(0, nodes)
    for (let i = 0; i < length; i++) {
      const at = next[from[i]]++
      targets[at] = to[i]
      kinds[at] = kind[i]
    }
    return merged(this.transactions, starts, targets, kinds)
  }

  private grow(): void {
    const size = this.from.length * 2
    this.from = enlarged(new Int32Array(size), this.from)
    this.to = enlarged(new Int32Array(size), this.to)
    this.kind = enlarged(new Uint8Array(size), this.kind)
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
  const seenAt = new Int32Array(nodes).fill(-1)
  const offsets = new Int32Array(nodes + 1)
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

function enlarged<T extends Int32Array | Uint8Array>(larger: T, smaller: T): T {
  larger.set(smaller)
  return larger
}

/** An rw edge and nothing stronger: where a transaction also wrote or read after the other, that counts. */
export function isAntiDependency(kinds: number): boolean {
  return (kinds & (RW | WW | WR)) === RW
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
