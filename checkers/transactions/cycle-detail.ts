import type { Key, Operation } from '../../history/operation.ts'

export type EdgeKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime'

/** One transaction of a witness. Times are nanoseconds since the run began; −1 where they were not recorded. */
export interface WitnessNode {
  name: string
  operation: number
  process: Operation['process']
  node?: string
  beginNs: number
  endNs: number
  value: unknown
}

/** `from` came before `to` (names of nodes), and why. */
export interface WitnessEdge {
  from: string
  to: string
  kind: EdgeKind
  key?: Key
  sentence: string
  /** Further transactions that the sentence names. */
  shownBy?: string[]
  /** It is there only if the one of these wrote the key before the other, which nothing that was read tells. */
  side?: { first: string; second: string }
}

/** A step of a proof that no side of the open choices is left: a side that is taken, or a circle, or both. */
export interface WitnessStep {
  /** What it says holds by its circle, is supposed, holds as the opposite led nowhere, or nothing is left by its circle. */
  kind: 'so' | 'suppose' | 'otherwise' | 'contradiction'
  says: string
  /** Its circle, each edge from where the one before it led to: places in the list of all edges. */
  circle: number[]
}

/**
 * What the report draws a violation from, its nodes in the order in which they began: one circle of all edges, or the
 * steps of a proof. `shape` is the everyday name of some circles.
 */
export interface CycleDetail {
  nodes: WitnessNode[]
  edges: WitnessEdge[]
  shape?: 'write skew' | 'long fork'
  steps?: WitnessStep[]
}
