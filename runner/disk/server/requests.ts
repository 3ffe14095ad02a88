import type { Extent } from './fault.ts'
import { command, commandFlag, REQUEST_BYTES, REQUEST_MAGIC, type DiskRequest } from './protocol.ts'
import type { AsMirror } from './state.ts'

const codes: Record<DiskRequest['type'], number> = {
  read: command.read,
  write: command.write,
  zero: command.writeZeroes,
  trim: command.trim,
  flush: command.flush,
}
const types = new Map(Object.entries(codes).map(([type, code]) => [code, type]))

/** A request's head on the wire; what is to be written follows it. */
export function encodeRequest({ type, offset, length, fua }: DiskRequest, cookie: bigint): Buffer {
  return headOf(codes[type], cookie, { flags: fua ? commandFlag.fua : 0, offset, length })
}

/** Tells a disk what it is to who mirrors to it. */
export function encodeTold(what: AsMirror, cookie: bigint): Buffer {
  return headOf(command.asMirror, cookie, { flags: 0, offset: what === 'whole' ? 0 : 1, length: 0 })
}

function headOf(
  code: number,
  cookie: bigint,
  { flags, offset, length }: { flags: number } & Extent,
): Buffer {
  const head = Buffer.allocUnsafe(REQUEST_BYTES)
  head.writeUInt32BE(REQUEST_MAGIC, 0)
  head.writeUInt16BE(flags, 4)
  head.writeUInt16BE(code, 6)
  head.writeBigUInt64BE(cookie, 8)
  head.writeBigUInt64BE(BigInt(offset), 16)
  head.writeUInt32BE(length, 24)
  return head
}

/** The type of a request; undefined for one that is unknown here. */
export function typeOf(code: number): DiskRequest['type'] | undefined {
  return types.get(code) as DiskRequest['type'] | undefined
}
