import { PROCESS, REALTIME } from '../graph.ts'
import { OK, type Transactions } from '../transaction.ts'
import { backwards, type Closure } from './closure.ts'
import type { Packed } from './incremental-order.ts'
import type { Polygraph } from './polygraph.ts'

/** Events in chains, each of which leads to the next of its chain. */
export interface Chains {
  count: number
  /** By event: its chain, and its place there. */
  of: Int32Array
  index: Int32Array
}

/** The chains that the order in time makes: what each process did, and alone whatever has no answer. */
export function chainsOf(
  polygraph: Polygraph,
  { history, count, outcome, row, begin, end }: Transactions,
  timed: number,
): Chains | undefined {
  if (timed === 0) return undefined
  const of = new Int32Array(polygraph.events)
  const index = new Int32Array(polygraph.events)
  const last = new Map<number, { chain: number; transaction: number; place: number }>()
  let chains = 0
  for (let t = 0; t < count; t++) {
    const process = history.process[row[t]]
    const before = last.get(process)
    const isNext =
      before !== undefined &&
      // What may never have ended comes before nothing, and so is no link of a chain.
      outcome[t] === OK &&
      (timed === PROCESS ||
        (timed === REALTIME && begin[t] >= 0 && end[before.transaction] < begin[t]))
    const chain = isNext ? before.chain : chains++
    const place = isNext ? before.place + 1 : 0
    of[polygraph.start(t)] = of[polygraph.commit(t)] = chain
    index[polygraph.commit(t)] = 2 * place + 1
    index[polygraph.start(t)] = 2 * place
    if (outcome[t] === OK) last.set(process, { chain, transaction: t, place })
  }
  return { count: chains, of, index }
}

const NEVER = 2 ** 31 - 1

/** The first event of each chain that each node leads to: it leads to all that follow too (Jagadish, "A Compression Technique"). */
export class ChainClosure implements Closure {
  private readonly events: number
  private readonly chains: Chains
  private readonly rows: Int32Array

  constructor(nodes: number, events: number, chains: Chains) {
    this.events = events
    this.chains = chains
    this.rows = new Int32Array(nodes * chains.count)
  }

  fill({ offsets, ends }: Packed, place: Int32Array): void {
    const { rows, chains, events } = this
    rows.fill(NEVER)
    for (const v of backwards(place)) {
      if (v < events) rows[v * chains.count + chains.of[v]] = chains.index[v]
      for (let e = offsets[v]; e < offsets[v + 1]; e++)
        if (ends[e] >= events || !this.reaches(v, ends[e])) this.include(v, ends[e])
    }
  }

  reaches(from: number, to: number): boolean {
    const { chains, rows } = this
    return rows[from * chains.count + chains.of[to]] <= chains.index[to]
  }

  include(from: number, to: number): void {
    const { count } = this.chains
    const { rows } = this
    const [own, other] = [from * count, to * count]
    for (let i = 0; i < count; i++)
      if (rows[other + i] < rows[own + i]) rows[own + i] = rows[other + i]
  }
}
