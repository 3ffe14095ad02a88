import type { Counts, DiskFault } from './fault.ts'

/** What a client is told that finds another one at a disk for one. */
export const TAKEN = 'another client has it'

export type MirrorMode =
  /** Every write is answered once both have it. */
  | 'connected'
  /** The peer is away, and this disk goes on alone. */
  | 'degraded'
  /** The peer is away, and writes wait for it. */
  | 'stopped'
  /** The peer is back and gets what it lacks; until it has all, it is as of no moment and must not be used. */
  | 'resyncing'

/** What its server writes into its node's log before each mode that its mirror comes to. */
export const MIRROR_IS = 'disk: the mirror is'

/** What a disk is to who mirrors to it: as that one was at a moment, or of no moment at all, so that it must not be used. */
export type AsMirror = 'whole' | 'incomplete'

export interface MirrorState {
  mode: MirrorMode
  /** Blocks of 4 KiB that the peer may have otherwise. */
  blocksBehind: number
  blocksResynced: number
  /** How often the peer was lost, and why the last time. */
  losses: number
  lastLoss?: string
}

export interface MirrorOptions {
  /** Where the peer's clients connect: the end of a link. */
  to: { host: string; port: number }
  /** What it is called at the peer, by which the peer can bar it. */
  as: string
  /** What becomes of writes while the peer is away. */
  withoutPeer: 'go-on' | 'stop'
  /** A peer that leaves a request unanswered for so long is away. */
  timeoutMs: number
  /** What the peer lacks as this begins: the whole disk, or nothing where both are known to be the same. */
  behind: 'all' | 'nothing'
}

/** A disk as it tells of itself. */
export interface DiskState {
  sizeBytes: number
  powered: boolean
  /** The clients that are connected, by the names of the exports they asked for; one name for each connection. */
  clients: string[]
  barred: string[]
  /** Requests that were let through to it, by what they asked for. */
  done: Counts
  /** What was written and is in the disk's cache alone, so that a power cut forgets it. */
  unflushedBytes: number
  /** What was written out of a full cache before anybody asked for it. */
  destagedBytes: number
  faults: { id: string; fault: DiskFault; counts: Counts }[]
  mirror?: MirrorState
  /** What who mirrors to it told it last; absent where nobody has since its server started. */
  asMirror?: AsMirror
}
