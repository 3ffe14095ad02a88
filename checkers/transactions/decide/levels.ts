import { PROCESS, REALTIME } from '../graph.ts'

/** What a level asks of an order of all transactions; see `weak.ts` and `polygraph.ts`. */
export type Kind = 'read-committed' | 'read-atomic' | 'causal' | 'snapshot' | 'serial'

/** A consistency model that is decided, and not only looked for anomalies of. */
export interface Level {
  model: string
  kind: Kind
  /** The order in time that must be kept: PROCESS, REALTIME or 0. */
  timed: number
}

/**
 * The levels that are decided, stronger ones first. All edges between transactions over registers are of single items, so
 * that repeatable read (PL-2.99) asks for the same order as serializability. Read committed with an order in time is that
 * of Biswas and Enea, as are read atomic and causal, which have the order of each session by definition ("On the
 * Complexity of Checking Transactional Consistency", OOPSLA 2019).
 */
export const levels: readonly Level[] = [
  { model: 'strong-serializable', kind: 'serial', timed: REALTIME },
  { model: 'strong-session-serializable', kind: 'serial', timed: PROCESS },
  { model: 'serializable', kind: 'serial', timed: 0 },
  { model: 'repeatable-read', kind: 'serial', timed: 0 },
  { model: 'strong-snapshot-isolation', kind: 'snapshot', timed: REALTIME },
  { model: 'strong-session-snapshot-isolation', kind: 'snapshot', timed: PROCESS },
  { model: 'snapshot-isolation', kind: 'snapshot', timed: 0 },
  { model: 'causal-cerone', kind: 'causal', timed: PROCESS },
  { model: 'read-atomic', kind: 'read-atomic', timed: PROCESS },
  { model: 'strong-read-committed', kind: 'read-committed', timed: REALTIME },
  { model: 'strong-session-read-committed', kind: 'read-committed', timed: PROCESS },
]
