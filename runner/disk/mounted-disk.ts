import type { DiskOnNode } from './disk-on-node.ts'

/** A disk of ours with the file system that a node's data lie on. */
export interface MountedDisk {
  readonly disk: DiskOnNode
  /** Where it is mounted, beneath the node's own folder. */
  readonly folder: string
  /** Whether its file system takes what is written: after an error it may have made itself read-only for good. */
  takesWrites(): Promise<boolean>
  /** Has nothing of it in the node's memory any more; nobody may have a file of it open. */
  remount(): Promise<void>
  /** Has the node lose all that it runs and all that it has in memory, and its file system put right as it boots. */
  repair(): Promise<void>
}
