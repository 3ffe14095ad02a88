import type { Disturbance } from '../disturbance.ts'
import type { Undo } from '../undo.ts'
import type { DiskFault } from './server/fault.ts'
import type { DiskState, MirrorOptions } from './server/state.ts'

export interface PowerCut {
  /** Of a hundred blocks that were not flushed, those that had reached the medium anyway; none where it is absent. */
  keepPercent?: number
  /** By which they are chosen. */
  seed: number
}

/**
 * A disk of our own: a device server that speaks NBD, with a cache of its own that a flush writes out. Its clients reach
 * it by TCP, or by a socket on its node, and name themselves by the export they ask for; every name is the same disk.
 */
export interface Disk {
  state(): Promise<DiskState>
  /** What chance chooses in it comes from the seed. */
  inject(fault: DiskFault, seed: number): Promise<Disturbance>
  /**
   * Forgets what was not flushed, and hangs up on every client; until the undo nobody can connect. Took where a client was
   * cut off or something forgotten: `blocksForgotten`, `blocksKept`, `clientsCutOff`. What a node has in its own memory
   * and never wrote is lost too once it can't write any more, and is not counted.
   */
  cutPower(cut: PowerCut): Promise<Disturbance>
  /** Hangs up on a client and lets it connect no more, as a storage does that fences. */
  bar(client: string): Promise<Disturbance>
  /** Has every write go to another disk too, in the same order, from now on. The undo ends it. */
  mirrorTo(options: MirrorOptions): Promise<Undo>
}
