import { OK } from '../../history/history.ts'
import { int32Column } from './columns.ts'
import { PROCESS, REALTIME, type GraphBuilder } from './graph.ts'
import type { Transactions } from './transaction.ts'

/** Each process ran its transactions one after the other; one that it had no answer to may have happened any time later. */
export function addProcessEdges(transactions: Transactions, graph: GraphBuilder): void {
  const { history, count, outcome, happened, row } = transactions
  const last = new Map<number, number>()
  for (let t = 0; t < count; t++) {
    if (happened[t] === 0) continue
    const process = history.process[row[t]]
    const before = last.get(process)
    if (before !== undefined) graph.add(before, t, PROCESS)
    if (outcome[t] === OK) last.set(process, t)
  }
}

/**
 * A transaction that was acknowledged precedes every one that began later. Rather than all those pairs there is a
 * chain of barriers, one for each run of completions, that completions lead to and beginnings come from: O(n) edges.
 */
export function addRealtimeEdges(transactions: Transactions, graph: GraphBuilder): void {
  const { history, count, begin, outcome, happened } = transactions
  const begun = int32Column(history.length).fill(-1)
  for (let t = 0; t < count; t++) if (begin[t] >= 0) begun[begin[t]] = t
  let barrier = -1
  let ended: number[] = []
  for (let row = 0; row < history.length; row++) {
    const began = begun[row]
    if (began < 0) {
      const t = history.pair[row] < 0 ? -1 : begun[history.pair[row]]
      if (t >= 0 && outcome[t] === OK) ended.push(t)
      continue
    }
    // What may never have happened is no better than what never began.
    if (happened[began] === 0) continue
    if (ended.length > 0) {
      const next = graph.waypoint()
      if (barrier >= 0) graph.add(barrier, next, REALTIME)
      for (const t of ended) graph.add(t, next, REALTIME)
      barrier = next
      ended = []
    }
    if (barrier >= 0) graph.add(barrier, began, REALTIME)
  }
}

/**
 * An edge from each of `readers` to each of `writers` but itself, in O(readers + writers) edges: two chains of
 * waypoints lead to all writers up to one and to all from one on, so that a reader that is also a writer can take
 * the part before itself and the part behind it.
 */
export function addAllToAllOthers(
  graph: GraphBuilder,
  readers: ArrayLike<number> & Iterable<number>,
  writers: readonly number[],
  kind: number,
  link: number,
): void {
  if (readers.length === 0 || writers.length === 0) return
  if (readers.length === 1 || writers.length === 1) {
    for (const reader of readers) for (const writer of writers) graph.add(reader, writer, kind)
    return
  }
  const upTo = chain(graph, writers, link)
  const fromOn = chain(graph, writers.toReversed(), link).reverse()
  const place = new Map(writers.map((writer, i) => [writer, i]))
  for (const reader of readers) {
    const i = place.get(reader)
    if (i === undefined) graph.add(reader, upTo[writers.length - 1], kind)
    else {
      if (i > 0) graph.add(reader, upTo[i - 1], kind)
      if (i + 1 < writers.length) graph.add(reader, fromOn[i + 1], kind)
    }
  }
}

/** Waypoints, the i-th of which leads to the first i + 1 nodes. */
function chain(graph: GraphBuilder, nodes: readonly number[], link: number): number[] {
  const waypoints: number[] = []
  for (const [i, node] of nodes.entries()) {
    const waypoint = graph.waypoint()
    graph.add(waypoint, node, link)
    if (i > 0) graph.add(waypoint, waypoints[i - 1], link)
    waypoints.push(waypoint)
  }
  return waypoints
}
