import { int32Column } from '../columns.ts'
import { components } from '../components.ts'
import type { Evidence } from '../evidence.ts'
import { type Graph, GraphBuilder, LINK, PROCESS, REALTIME, WR, WW } from '../graph.ts'
import { addProcessEdges, addRealtimeEdges } from '../order.ts'
import { OK, type Transactions } from '../transaction.ts'
import { AT_FIRST, type Uses } from '../uses.ts'
import { causalEdges } from './causal.ts'
import type { Conclude, Conclusion } from './conclusion.ts'
import type { Level } from './levels.ts'

/** The graph with all conclusions as ww edges; an order of it, or undefined where it has a circle. */
export interface Saturated {
  graph: Graph
  order: number[] | undefined
  inferred: number
  /** A conclusion that something came before what was there at first, or before itself. */
  impossible?: Conclusion
}

/**
 * Decides the levels at which what a transaction saw puts the writers of each key in order and nothing else does, so that
 * there is an order exactly if all of these conclusions and the edges that are certain have no circle (Biswas and Enea, "On
 * the Complexity of Checking Transactional Consistency"): when t3 read x of t2, and t1, which wrote x too, was known to it,
 * t1 came before t2. Known are, for read committed, the writers of what it read before that, and its own writes; for read atomic, those of
 * all that it read, and its session; for causal, all that leads to it. Each is searched for from its smaller side, as in
 * Møldrup and Pavlogiannis, "AWDIT" (PLDI 2025).
 */
export function saturate(evidence: Evidence, known: Graph, { kind, timed }: Level): Saturated {
  const { transactions } = evidence
  const uses = evidence.uses()
  const builder = new GraphBuilder(transactions.count)
  for (let v = 0; v < known.transactions; v++)
    for (let e = known.offsets[v]; e < known.offsets[v + 1]; e++) {
      const kinds = known.kinds[e] & (WW | WR)
      if (kinds !== 0 && known.targets[e] < known.transactions)
        builder.add(v, known.targets[e], kinds)
    }
  // The evidence has what a transaction read of a key first, which at most levels is all.
  for (let t = 0; t < transactions.count; t++)
    for (let i = uses.readFirst[t]; i < uses.readFirst[t + 1]; i++)
      if (uses.readWriter[i] !== AT_FIRST) builder.add(uses.readWriter[i], t, WR)
  if (timed === PROCESS) addProcessEdges(transactions, builder)
  if (timed === REALTIME) addRealtimeEdges(transactions, builder)
  let impossible: Conclusion | undefined
  let inferred = 0
  const conclude = (conclusion: Conclusion) => {
    if (conclusion.after === AT_FIRST || conclusion.after === conclusion.before)
      impossible ??= conclusion
    else builder.add(conclusion.before, conclusion.after, WW)
    inferred++
  }
  if (kind === 'causal') causalEdges(evidence, builder.build(), conclude)
  else {
    fromReads(transactions, uses, kind === 'read-committed', conclude)
    for (const { reader, key, writer } of uses.missedOwn)
      conclude({ key, before: reader, after: writer, reader })
    if (kind === 'read-atomic') fromSessions(evidence, uses, conclude)
  }
  const graph = builder.build()
  const told = { graph, inferred, ...(impossible === undefined ? {} : { impossible }) }
  return {
    ...told,
    order: impossible === undefined ? orderOf(graph, transactions.happened) : undefined,
  }
}

/** The order of all that happened, if there is no circle. */
function orderOf(graph: Graph, happened: Uint8Array): number[] | undefined {
  const { of, sizes } = components(graph, WW | WR | PROCESS | REALTIME | LINK)
  if (sizes.some((size) => size > 1)) return undefined
  // Without circles each node is a component, numbered against the edges.
  const order = int32Column(graph.size)
  for (let v = 0; v < graph.size; v++) order[graph.size - 1 - of[v]] = v
  const some: number[] = []
  for (const v of order) if (v < graph.transactions && happened[v] === 1) some.push(v)
  return some
}

/** Of each transaction: those whose writes it read, and later reads of other keys that they wrote too. */
function fromReads(
  { count, keys }: Transactions,
  { readFirst, readKey, readWriter, writeFirst, writeKey }: Uses,
  isOrdered: boolean,
  conclude: Conclude,
): void {
  const wide = new Map<number, Set<number>>()
  const hasWritten = (t: number, key: number): boolean => {
    let keys = wide.get(t)
    if (keys === undefined)
      wide.set(t, (keys = new Set(writeKey.subarray(writeFirst[t], writeFirst[t + 1]))))
    return keys.has(key)
  }
  // By key, its first read in the reader that was last to read it, and by read the next one of its key.
  const lastReader = int32Column(keys.length).fill(-1)
  const firstRead = int32Column(keys.length)
  const nextRead = int32Column(readKey.length)
  const lastSeen = int32Column(count).fill(-1)
  for (let reader = 0; reader < count; reader++) {
    const [from, to] = [readFirst[reader], readFirst[reader + 1]]
    if (to - from < 2) continue
    let distinct = 0
    for (let i = to - 1; i >= from; i--) {
      const key = readKey[i]
      nextRead[i] = lastReader[key] === reader ? firstRead[key] : -1
      if (nextRead[i] < 0) distinct++
      lastReader[key] = reader
      firstRead[key] = i
    }
    for (let seen = from; seen < to; seen++) {
      const before = readWriter[seen]
      if (before === AT_FIRST || lastSeen[before] === reader) continue
      lastSeen[before] = reader
      const wrote = (key: number) => {
        for (let i = firstRead[key]; i >= 0; i = nextRead[i])
          if ((!isOrdered || i > seen) && readWriter[i] !== before)
            conclude({ key, before, after: readWriter[i], reader })
      }
      if (writeFirst[before + 1] - writeFirst[before] <= distinct) {
        for (let w = writeFirst[before]; w < writeFirst[before + 1]; w++)
          if (lastReader[writeKey[w]] === reader) wrote(writeKey[w])
      } else
        for (let i = from; i < to; i++)
          if (firstRead[readKey[i]] === i && hasWritten(before, readKey[i])) wrote(readKey[i])
    }
  }
}

/** Of each session: who wrote a key last before one of its transactions read it. */
function fromSessions(
  { transactions: { history, count, outcome, happened, row } }: Evidence,
  { readFirst, readKey, readWriter, writeFirst, writeKey }: Uses,
  conclude: Conclude,
): void {
  const sessions = new Map<number, Map<number, number>>()
  for (let reader = 0; reader < count; reader++) {
    if (happened[reader] === 0) continue
    const process = history.process[row[reader]]
    let last = sessions.get(process)
    if (last === undefined) sessions.set(process, (last = new Map()))
    for (let i = readFirst[reader]; i < readFirst[reader + 1]; i++) {
      const before = last.get(readKey[i])
      if (before !== undefined && before !== readWriter[i])
        conclude({ key: readKey[i], before, after: readWriter[i], reader })
    }
    if (outcome[reader] === OK)
      for (let w = writeFirst[reader]; w < writeFirst[reader + 1]; w++)
        last.set(writeKey[w], reader)
  }
}
