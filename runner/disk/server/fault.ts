/** Bytes of a disk, from `offset` on. */
export interface Extent {
  offset: number
  length: number
}

export type DiskOperation = 'read' | 'write' | 'flush' | 'trim'

/** Which requests a fault meets; one that has no place (a flush) only where no extents are named. */
export interface Target {
  /** Only what touches these; the whole disk where they are absent. */
  extents?: readonly Extent[]
  /** Of a hundred requests, chosen by chance; all where it is absent. */
  percent?: number
  /** After so many it does no more. */
  times?: number
}

/** What goes wrong with a disk. Each is answered to the client as `ok` unless it says otherwise. */
export type DiskFault = Target &
  (
    | { kind: 'error'; on: readonly DiskOperation[]; code: 'EIO' | 'ENOSPC' }
    | { kind: 'delay'; on: readonly DiskOperation[]; ms: number }
    /** Not answered before the undo, and then carried out. */
    | { kind: 'hang'; on: readonly DiskOperation[] }
    /** Takes so many bytes more, and then answers each write with ENOSPC. */
    | { kind: 'full'; afterBytes: number }
    /** Of each write (its part within the extents) only the first half lands, in whole sectors of 512 bytes. */
    | { kind: 'torn' }
    /** A lost write: the block stays as it was, and whoever reads it gets the stale one. */
    | { kind: 'lose' }
    /** A bit is another in each request: on its way to the reader, or as it is written, and then for good. */
    | { kind: 'flip'; on: 'read' | 'write' }
    /** So many bits of what lies there turn at once; the undo turns back those that nobody has written over. */
    | { kind: 'rot'; bits: number }
    /** A flush, and a write that is to be on the medium when it is answered, are answered and not done. */
    | { kind: 'ignore-flush' }
  )

/** What a fault has done so far, by its kind: `requestsFailed`, `writesTorn`, `bitsFlipped`, … */
export type Counts = Record<string, number>
