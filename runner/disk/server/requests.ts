import { command, commandFlag, REQUEST_BYTES, REQUEST_MAGIC, type DiskRequest } from './protocol.ts'

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
  const head = Buffer.allocUnsafe(REQUEST_BYTES)
  head.writeUInt32BE(REQUEST_MAGIC, 0)
  head.writeUInt16BE(fua ? commandFlag.fua : 0, 4)
  head.writeUInt16BE(codes[type], 6)
  head.writeBigUInt64BE(cookie, 8)
  head.writeBigUInt64BE(BigInt(offset), 16)
  head.writeUInt32BE(length, 24)
  return head
}

/** The type of a request; undefined for one that is unknown here. */
export function typeOf(code: number): DiskRequest['type'] | undefined {
  return types.get(code) as DiskRequest['type'] | undefined
}
