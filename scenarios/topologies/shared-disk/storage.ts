import type { DiskOnNode } from '../../../runner/disk/disk-on-node.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'

/** The disk that all of a data directory is on, and how it comes to be at a node. */
export interface Storage {
  /** The node that keeps it, where one does. */
  readonly node?: Node
  /** Where it is a disk of ours. */
  readonly disk?: DiskOnNode
  /** Has it at a node for the first time, empty. */
  begin(first: Node): Promise<void>
  /** Brings back whatever keeps it. */
  revive(): Promise<void>
  /** Gets a node the disk; where it can't have it the error has `NO_DISK`, and of one that another holds `REFUSED`. */
  take(node: Node): Promise<void>
  /** Whether a node is at it, so that what runs there may write. */
  isAt(node: Node): Promise<boolean>
  /** Whether what is written at a node comes to be on it. */
  takesWrites(node: Node): Promise<boolean>
  /** Has a node that is at it at it no more, whatever runs there; absent where only the node itself can let go. */
  bar?(node: Node): Promise<void>
  /** A node on which nothing runs lets go of it. */
  release(node: Node): Promise<void>
  /** What is to be told of whatever keeps it. */
  observe(): Promise<Omit<NodeState, 'timeNs'>[]>
}

/** How the operator is told that a node can't have the disk at all, whatever is on it. */
export const NO_DISK = 'can not have the disk'
