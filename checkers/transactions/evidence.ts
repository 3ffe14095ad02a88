import type { Kind } from './decide/levels.ts'
import type { Findings } from './findings.ts'
import type { GraphBuilder } from './graph.ts'
import type { Uses } from './uses.ts'
import type { Transactions } from './transaction.ts'

/** Why one transaction came before another: the key it shows in, and a sentence once the transactions have names. */
export interface Reason {
  key?: unknown
  sentence: (nameOf: (t: number) => string) => string
}

/** What a promise lets conclude of the order in which values came. */
export interface Implying {
  /** No transaction is part of a circle of writes and reads of writes (G1c). */
  isReadCommitted: boolean
  /** PROCESS or REALTIME where transactions take place in that order, otherwise 0. */
  timed: number
}

/** A reason that only holds if the promise does: then one of both is broken. */
export interface ImpliedReason extends Reason {
  kind: 'ww' | 'rw'
  /** PROCESS or REALTIME if it rests on the order in time of two transactions, `shownBy`; otherwise 0. */
  timed: number
  shownBy: readonly number[]
}

/** Those who left something in a key, in an order that nothing tells, and who read what each of them left. */
export interface KeyWriters {
  /** Among the history's keys. */
  key: number
  writers: readonly number[]
  readers: readonly (readonly number[])[]
}

/** What a workload's own analysis hands to the search for cycles. */
export interface Evidence {
  transactions: Transactions
  /** ww, wr and rw edges. */
  graph: GraphBuilder
  findings: Findings
  /** Of several reasons between two transactions the one that is told: the most certain first. */
  preferred: readonly number[]
  /** The reason of this kind for a before b, undefined when there is none. */
  explain(kind: number, a: number, b: number): Reason | undefined
  /** Adds to the graph what the promise alone puts in order. */
  imply?(promise: Implying): void
  explainImplied?(a: number, b: number): ImpliedReason | undefined
  /** What a reader must know of the verdict. */
  remarks: string[]
  /** Whether what follows from the reads decides levels of this kind, so that no order has to be looked for. */
  isComplete(kind: Kind): boolean
  /** Who read whose writes. */
  uses(): Uses
  /** The keys with several writers whose order does not follow from what was read. */
  writers(): KeyWriters[]
  /** Why nothing of this history may pass, though nothing need be wrong with it. */
  doubt?: string
}
