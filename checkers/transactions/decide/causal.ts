import { int32Column } from '../columns.ts'
import { components } from '../components.ts'
import type { Evidence } from '../evidence.ts'
import { type Graph, PROCESS, WR } from '../graph.ts'
import { OK, type Transactions } from '../transaction.ts'
import { AT_FIRST, type Uses } from '../uses.ts'
import type { Conclude } from './conclusion.ts'

/** How many sessions' clocks are held at once: so much room for each transaction. */
const SESSIONS_AT_ONCE = 32

/**
 * All that causality puts in order: of each read and each session, the last writer of the key there that leads to the reader
 * came before the one whose write it read. Who leads to whom is told by vector clocks, a column for each session (AWDIT,
 * algorithm 3). Where reads and sessions go round in a circle there is no more to conclude.
 */
export function causalEdges(evidence: Evidence, graph: Graph, conclude: Conclude): void {
  const { transactions } = evidence
  const { of, sizes } = components(graph, WR | PROCESS)
  if (sizes.some((size) => size > 1)) return
  const order = int32Column(graph.size)
  for (let v = 0; v < graph.size; v++) order[graph.size - 1 - of[v]] = v
  const sessions = sessionsOf(transactions)
  const writes = writesBySession(transactions, evidence.uses(), sessions)
  for (let from = 0; from < sessions.count; from += SESSIONS_AT_ONCE) {
    const clocks = clocksOf(graph, order, sessions, from)
    const isBefore = (a: number, b: number) =>
      clocks[b * SESSIONS_AT_ONCE + sessions.of[a] - from] >= sessions.index[a]
    lastWriters(evidence.uses(), writes, sessions, clocks, from, (before, key, after, reader) => {
      if (after !== AT_FIRST && isBefore(before, after)) return
      conclude({ key, before, after, reader })
    })
  }
}

interface Sessions {
  count: number
  /** By transaction: its session, and its place there. */
  of: Int32Array
  index: Int32Array
}

/** One without an answer comes before nothing of its process: it is a session of its own. */
function sessionsOf({ history, count, outcome, row }: Transactions): Sessions {
  const of = int32Column(count)
  const index = int32Column(count)
  const known = new Map<number, { id: number; length: number }>()
  let sessions = 0
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) {
      of[t] = sessions++
      continue
    }
    const process = history.process[row[t]]
    let session = known.get(process)
    if (session === undefined) known.set(process, (session = { id: sessions++, length: 0 }))
    of[t] = session.id
    index[t] = session.length++
  }
  return { count: sessions, of, index }
}

/** Of each transaction and session, the place of the last one there that leads to it; −1 for none. */
function clocksOf(graph: Graph, order: Int32Array, sessions: Sessions, from: number): Int32Array {
  const { offsets, targets, kinds } = graph
  const clocks = int32Column(graph.size * SESSIONS_AT_ONCE).fill(-1)
  for (const v of order) {
    const at = v * SESSIONS_AT_ONCE
    const own = v < sessions.of.length ? sessions.of[v] - from : -1
    for (let e = offsets[v]; e < offsets[v + 1]; e++) {
      if ((kinds[e] & (WR | PROCESS)) === 0) continue
      const to = targets[e] * SESSIONS_AT_ONCE
      for (let s = 0; s < SESSIONS_AT_ONCE; s++)
        if (clocks[at + s] > clocks[to + s]) clocks[to + s] = clocks[at + s]
      if (own >= 0 && own < SESSIONS_AT_ONCE && sessions.index[v] > clocks[to + own])
        clocks[to + own] = sessions.index[v]
    }
  }
  return clocks
}

/** The writers of each key, by session and in its order: those of key k lie in first[k] ≤ i < first[k + 1]. */
interface Writes {
  first: Int32Array
  writer: Int32Array
}

function writesBySession(
  { keys, count }: Transactions,
  { writeFirst, writeKey }: Uses,
  sessions: Sessions,
): Writes {
  const first = int32Column(keys.length + 1)
  const total = writeFirst[count]
  for (let w = 0; w < total; w++) first[writeKey[w] + 1]++
  for (let k = 0; k < keys.length; k++) first[k + 1] += first[k]
  const next = first.slice(0, keys.length)
  const writer = int32Column(total)
  // By session first, so that each key's are in that order too; within one they began one after the other.
  const bySession = Int32Array.from({ length: count }, (_, t) => t)
  bySession.sort((a, b) => sessions.of[a] - sessions.of[b] || a - b)
  for (const t of bySession)
    for (let w = writeFirst[t]; w < writeFirst[t + 1]; w++) writer[next[writeKey[w]]++] = t
  return { first, writer }
}

function lastWriters(
  { readFirst, readKey, readWriter }: Uses,
  { first, writer }: Writes,
  sessions: Sessions,
  clocks: Int32Array,
  from: number,
  tell: (before: number, key: number, after: number, reader: number) => void,
): void {
  for (let reader = 0; reader + 1 < readFirst.length; reader++)
    for (let i = readFirst[reader]; i < readFirst[reader + 1]; i++) {
      const key = readKey[i]
      const end = first[key + 1]
      let at = firstOfSession(writer, sessions, first[key], end, from)
      while (at < end && sessions.of[writer[at]] < from + SESSIONS_AT_ONCE) {
        const session = sessions.of[writer[at]]
        const next = firstOfSession(writer, sessions, at, end, session + 1)
        const last = clocks[reader * SESSIONS_AT_ONCE + session - from]
        const found = lastUpTo(writer, sessions, at, next, last)
        if (found >= at && writer[found] !== readWriter[i])
          tell(writer[found], key, readWriter[i], reader)
        at = next
      }
    }
}

/** The first place from `low` on whose writer is of this session or a later one. */
function firstOfSession(
  writer: Int32Array,
  sessions: Sessions,
  low: number,
  high: number,
  session: number,
): number {
  while (low < high) {
    const middle = (low + high) >> 1
    if (sessions.of[writer[middle]] < session) low = middle + 1
    else high = middle
  }
  return low
}

/** The last of one session's writers that stands no later than `index` there; before `low` if there is none. */
function lastUpTo(
  writer: Int32Array,
  sessions: Sessions,
  low: number,
  high: number,
  index: number,
): number {
  while (low < high) {
    const middle = (low + high) >> 1
    if (sessions.index[writer[middle]] <= index) low = middle + 1
    else high = middle
  }
  return low - 1
}
