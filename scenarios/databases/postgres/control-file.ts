import type { Node } from '../../../runner/runtimes/runtime.ts'
import { PAGE, readBytes } from './files/bytes.ts'

export const CONTROL = 'data/global/pg_control'

/** In it: the state that a clean shutdown leaves. */
const SHUT_DOWN = 1

/** What a server's control file says of its last checkpoint (of a standby: its last restartpoint). */
export interface ControlFile {
  /** Whether it was shut down cleanly, and has not been started since. */
  isShutDown: boolean
  /** Where that checkpoint's record begins. */
  checkpointBytes: number
  /** From where on WAL is replayed after a crash, and on which timeline. */
  redoBytes: number
  timeline: number
}

/** The places of the figures have been the same since PostgreSQL 9.4. */
export async function controlFileOf(node: Node): Promise<ControlFile> {
  const bytes = await readBytes(node, { path: CONTROL, fromByte: 0, toByte: PAGE })
  return {
    isShutDown: bytes.readInt32LE(16) === SHUT_DOWN,
    checkpointBytes: Number(bytes.readBigUInt64LE(32)),
    redoBytes: Number(bytes.readBigUInt64LE(40)),
    timeline: bytes.readUInt32LE(48),
  }
}
