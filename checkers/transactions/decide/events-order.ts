import type { Transactions } from '../transaction.ts'
import type { Packed } from './incremental-order.ts'
import type { Polygraph } from './polygraph.ts'

/** The edges of a polygraph that are there whatever is chosen, by source or by target. */
export function packed({ nodes, from, to, tag }: Polygraph, by: 'from' | 'to'): Packed {
  const [own, other] = by === 'from' ? [from, to] : [to, from]
  const offsets = new Int32Array(nodes + 1)
  for (const v of own) offsets[v + 1]++
  for (let v = 0; v < nodes; v++) offsets[v + 1] += offsets[v]
  const ends = new Int32Array(own.length)
  const tags = new Int32Array(own.length)
  const next = offsets.slice(0, nodes)
  for (let e = 0; e < own.length; e++) {
    const at = next[own[e]]++
    ends[at] = other[e]
    tags[at] = tag[e]
  }
  return { offsets, ends, tags }
}

/**
 * The places of all nodes in an order that keeps all edges and else follows the history; undefined where there is a
 * cycle. In a real history most of what is open took place in the order in which it was answered.
 */
export function orderedAsRecorded(
  { nodes, events, transactions: count }: Polygraph,
  out: Packed,
  transactions: Transactions,
): Int32Array | undefined {
  const { begin, end, row } = transactions
  const rank = new Int32Array(nodes)
  for (let v = 0; v < events; v++) {
    const t = v % count
    const isStart = events > count && v < count
    const at = isStart ? begin[t] : end[t]
    rank[v] = 2 * (at < 0 ? row[t] : at) + (isStart ? 0 : 1)
  }
  const waiting = new Int32Array(nodes)
  for (const w of out.ends) waiting[w]++
  const ready = new Heap((a, b) => rank[a] - rank[b] || a - b)
  for (let v = 0; v < nodes; v++) if (waiting[v] === 0) ready.push(v)
  const place = new Int32Array(nodes)
  let placed = 0
  for (let v = ready.pop(); v !== undefined; v = ready.pop()) {
    place[v] = placed++
    for (let e = out.offsets[v]; e < out.offsets[v + 1]; e++)
      if (--waiting[out.ends[e]] === 0) ready.push(out.ends[e])
  }
  return placed === nodes ? place : undefined
}

/** A binary heap: the least first. */
export class Heap {
  private readonly items: number[] = []
  private readonly compare: (a: number, b: number) => number

  constructor(compare: (a: number, b: number) => number) {
    this.compare = compare
  }

  push(item: number): void {
    const { items, compare } = this
    let i = items.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (compare(items[parent], item) <= 0) break
      items[i] = items[parent]
      i = parent
    }
    items[i] = item
  }

  pop(): number | undefined {
    const { items, compare } = this
    const least = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return least
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      if (child + 1 < items.length && compare(items[child + 1], items[child]) < 0) child++
      if (compare(items[child], last) >= 0) break
      items[i] = items[child]
      i = child
    }
    items[i] = last
    return least
  }
}
