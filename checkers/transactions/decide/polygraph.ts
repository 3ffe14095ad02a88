import type { Evidence, KeyWriters } from '../evidence.ts'
import { type Graph, GraphBuilder, LINK, PROCESS, REALTIME, RW, WR, WW } from '../graph.ts'
import { addProcessEdges, addRealtimeEdges } from '../order.ts'
import type { Level } from './levels.ts'

/** No choice has to be made for this edge. */
export const CERTAIN = -1

/**
 * What an order of all transactions must keep (Papadimitriou, "The Serializability of Concurrent Database Updates"):
 * edges that are certain, and for each two writers of a key the choice who came first. A literal is one side of a
 * choice, 2 c for its first writer first and 2 c + 1 for its second, and brings edges: the writer before the other one,
 * and all that read what it wrote before the other one too. The history keeps its level exactly if some choices leave
 * no cycle (Tan et al., "Cobra"; Huang et al., "Efficient Black-Box Checking of Snapshot Isolation in Databases").
 *
 * The nodes are events. For serializability a transaction is one. For snapshot isolation it takes its snapshot and it
 * commits: what depends on it, or writes what it wrote, takes its snapshot after it commits, and who overwrites what it
 * read commits after its snapshot. A cycle of these is one in which no two rw edges follow each other (Cerone and
 * Gotsman, "Analysing Snapshot Isolation"), and an order of them is a run of the database.
 */
export class Polygraph {
  readonly transactions: number
  /** Nodes below this are events, those from here on waypoints. */
  readonly events: number
  nodes: number
  readonly from: number[] = []
  readonly to: number[] = []
  /** The literal that brought the edge, or `CERTAIN`. */
  readonly tag: number[] = []
  readonly groups: readonly KeyWriters[]
  /** By choice: the key, in `groups`, and the two writers, in its list. */
  readonly group: number[] = []
  readonly one: number[] = []
  readonly other: number[] = []

  constructor(evidence: Evidence, graph: Graph, { kind, timed }: Level) {
    const { transactions } = evidence
    this.transactions = transactions.count
    this.events = kind === 'snapshot' ? 2 * transactions.count : transactions.count
    this.nodes = this.events
    this.groups = evidence.writers()
    if (kind === 'snapshot')
      for (let t = 0; t < transactions.count; t++)
        if (transactions.happened[t] === 1) this.certain(this.start(t), this.commit(t))
    this.addGraph(graph, WW | WR, RW | LINK)
    const time = new GraphBuilder(transactions.count)
    if (timed === PROCESS) addProcessEdges(transactions, time)
    if (timed === REALTIME) addRealtimeEdges(transactions, time)
    this.addGraph(time.build(), timed, 0)
  }

  /** The event at which a transaction sees what it reads. */
  start(t: number): number {
    return t
  }

  /** The event at which others see what it wrote. */
  commit(t: number): number {
    return this.events - this.transactions + t
  }

  transactionOf(event: number): number {
    return event % this.transactions
  }

  get choices(): number {
    return this.group.length
  }

  /** A new choice between two writers of a key; its first literal puts `one` first. */
  choose(group: number, one: number, other: number): number {
    this.one.push(one)
    this.other.push(other)
    return this.group.push(group) - 1
  }

  /** Who comes first and who second by this literal, as transactions, and who read what the first one wrote. */
  sides(literal: number): { first: number; second: number; readers: readonly number[] } {
    const choice = literal >> 1
    const { writers, readers } = this.groups[this.group[choice]]
    const [first, second] = [this.one[choice], this.other[choice]]
    return (literal & 1) === 0
      ? { first: writers[first], second: writers[second], readers: readers[first] }
      : { first: writers[second], second: writers[first], readers: readers[second] }
  }

  eachEdge(literal: number, visit: (from: number, to: number) => void): void {
    const { first, second, readers } = this.sides(literal)
    visit(this.commit(first), this.start(second))
    for (const reader of readers)
      if (reader !== second && reader !== first) visit(this.start(reader), this.commit(second))
  }

  add(from: number, to: number, tag: number): void {
    this.from.push(from)
    this.to.push(to)
    this.tag.push(tag)
  }

  private certain(from: number, to: number): void {
    if (from !== to) this.add(from, to, CERTAIN)
  }

  /** `calm` edges come from a commit and lead to a start, `rw` ones the other way round; waypoints are as they are. */
  private addGraph(graph: Graph, calm: number, rw: number): void {
    const { offsets, targets, kinds, size, transactions } = graph
    const shift = this.nodes - transactions
    this.nodes += size - transactions
    for (let v = 0; v < size; v++)
      for (let e = offsets[v]; e < offsets[v + 1]; e++) {
        const w = targets[e]
        const isCalm = (kinds[e] & calm) !== 0
        if (!isCalm && (kinds[e] & rw) === 0) continue
        const from = v >= transactions ? v + shift : isCalm ? this.commit(v) : this.start(v)
        const to = w >= transactions ? w + shift : isCalm ? this.start(w) : this.commit(w)
        this.certain(from, to)
      }
  }
}
