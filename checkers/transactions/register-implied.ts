import type { Implying, ImpliedReason } from './evidence.ts'
import { IMPLIED, PROCESS, RW, type GraphBuilder } from './graph.ts'
import {
  type Before,
  inProcesses,
  inTime,
  type KeyAssumptions,
  writesAfterReads,
} from './register-order.ts'
import { externalReads, externalWrites, type RegisterVersions } from './register-versions.ts'
import { show } from './text.ts'
import { OK, type Transactions } from './transaction.ts'

/** By version: who took it from its writer. */
export type Readers = (version: number) => Int32Array

interface ImpliedOrder extends Before {
  /** PROCESS or REALTIME where it rests on their order, 0 where on reads and writes alone. */
  timed: number
}

/**
 * The order of a register's values as far as it follows from the promise itself, so that breaking it breaks the promise:
 *
 * - A transaction that read one value and wrote another replaced the one by the other. Else its write came before the
 *   one whose write it read, a circle (G1c), which everything forbids that forbids a cycle with rw edges.
 * - What was used before the use of another value began was there before. Else the later use saw an older value than
 *   had been seen: a circle with one rw edge and that order in time.
 *
 * Whoever read the earlier value then came before the writer of the later one. Edges that rest on time have a kind of
 * their own, for data alone doesn't prove them; those that time itself gives are left out.
 */
export class ImpliedOrders {
  private readonly transactions: Transactions
  private readonly versions: RegisterVersions
  private readonly orders = new Map<number, ImpliedOrder>()

  constructor(transactions: Transactions, versions: RegisterVersions) {
    this.transactions = transactions
    this.versions = versions
  }

  /** What is assumed of keys anyway is in the graph already. */
  addTo(
    graph: GraphBuilder,
    readers: Readers,
    { isReadCommitted, timed }: Implying,
    assumed: KeyAssumptions,
  ): void {
    const { transactions, versions } = this
    if (isReadCommitted && !assumed.wfrKeys)
      this.add(writesAfterReads(transactions, versions), 0, graph, readers)
    if (timed === 0 || assumed.linearizableKeys || (timed === PROCESS && assumed.sequentialKeys))
      return
    const ordersOf = timed === PROCESS ? inProcesses : inTime
    this.add(ordersOf(transactions, versions), timed, graph, readers)
  }

  /** Why a came before b; by reads and writes alone if that is possible. */
  explain(a: number, b: number): ImpliedReason | undefined {
    const { transactions, versions } = this
    const used = [
      ...externalReads(transactions, versions, a).map(({ version }) => [version, 'rw'] as const),
      ...externalWrites(transactions, versions, a).map(({ version }) => [version, 'ww'] as const),
    ]
    const reasons = used.flatMap(([from, kind]) =>
      externalWrites(transactions, versions, b).flatMap(({ version }) => {
        const order = this.orders.get(this.pair(from, version))
        return order === undefined || (kind === 'ww' && order.timed === 0) ? [] : [{ order, kind }]
      }),
    )
    const found = reasons.find(({ order }) => order.timed === 0) ?? reasons[0]
    return found && this.reason(a, b, found.order, found.kind)
  }

  private add(
    orders: Iterable<Before>,
    timed: number,
    graph: GraphBuilder,
    readers: Readers,
  ): void {
    for (const order of orders) {
      const { from, to } = order
      const before = this.versions.committedWriter(from)
      const writer = this.versions.committedWriter(to)
      // The initial version is before all others anyway, and what was aborted is in no order.
      if (before < 0 || writer < 0) continue
      const earlier = Array.from(readers(from)).filter(
        (reader) => !this.isBefore(reader, writer, timed),
      )
      // Where time itself orders the writers, and be it the other way, it is by the readers that this is told.
      const inTime = this.isBefore(before, writer, timed) || this.isBefore(writer, before, timed)
      if (timed !== 0 && !inTime) earlier.push(before)
      const pair = this.pair(from, to)
      if (earlier.length === 0 || this.orders.has(pair)) continue
      this.orders.set(pair, { ...order, timed })
      for (const t of earlier) graph.add(t, writer, timed === 0 ? RW : IMPLIED)
    }
  }

  private pair(from: number, to: number): number {
    return from * this.versions.count + to
  }

  private isBefore(a: number, b: number, timed: number): boolean {
    const { history, outcome, row, begin, end } = this.transactions
    if (timed === 0 || outcome[a] !== OK) return false
    if (timed === PROCESS) return a < b && history.process[row[a]] === history.process[row[b]]
    return begin[b] >= 0 && end[a] < begin[b]
  }

  private reason(a: number, b: number, order: ImpliedOrder, kind: 'ww' | 'rw'): ImpliedReason {
    const { transactions, versions } = this
    const { from, to, earlier, later, timed } = order
    const key = transactions.keys[versions.key[to]]
    const [one, other] = [show(versions.value[from]), show(versions.value[to])]
    const use = (t: number, version: number) =>
      `${versions.writer[version] === t ? 'wrote' : 'read'} ${show(versions.value[version])}`
    const had = kind === 'ww' ? `wrote ${one} to` : `read ${one} in`
    const why = (T: (t: number) => string) => {
      if (timed === 0) return `${T(b)} read ${one} before it wrote ${other}`
      if (timed === PROCESS)
        return `process ${transactions.history.process[transactions.row[later]]} ${use(earlier, from)} in ${T(earlier)} and after it ${use(later, to)} in ${T(later)}`
      return `${T(earlier)} ${use(earlier, from)} and was acknowledged before ${T(later)}, which ${use(later, to)}, began`
    }
    return {
      key,
      kind,
      timed,
      shownBy: timed === 0 ? [] : [earlier, later],
      sentence: (T) =>
        `${T(a)} ${had} key ${show(key)} and ${T(b)} wrote ${other}, which came later, for ${why(T)}, so ${T(a)} came before ${T(b)}`,
    }
  }
}
