import type { Form } from './messages.ts'

/**
 * A packet of MySQL's protocol: three bytes tell how long what follows is, and a fourth, its type here, which place it has
 * among those that belong together.
 * https://mariadb.com/docs/server/reference/clientserver-protocol/1-protocol/0-packet
 */
export const packet: Form = {
  header: 4,
  size: (bytes, at) => 4 + bytes.readUIntLE(at, 3),
  type: (bytes, at) => String(bytes[at + 3]),
  next: () => packet,
}

/** Of a command its first byte. */
export const QUERY = 0x03
export const PREPARE = 0x16
export const EXECUTE = 0x17

/** Of an answer its first byte. */
export const OK = 0x00

/** What a server begins with. */
export const PROTOCOL = 10

const COMPRESSED = 0x0020
const ENCRYPTED = 0x0800

/** Whether what comes after a client's answer to the greeting is none of this protocol's plain packets. */
export function isDarkAfter(response: Buffer): boolean {
  return (numberAt(response, 0, 2) & (COMPRESSED | ENCRYPTED)) !== 0
}

const IN_TRANSACTION = 0x0001
const AUTOCOMMIT = 0x0002

/** Whether a transaction is open after an OK that only a COMMIT ends; two numbers that stand before its flags have lengths of their own. */
export function isOpenAfter(ok: Buffer): boolean {
  const affected = 1
  const inserted = affected + numberLength(ok[affected])
  const flags = numberAt(ok, inserted + numberLength(ok[inserted]), 2)
  return (flags & IN_TRANSACTION) !== 0 || (flags & AUTOCOMMIT) === 0
}

function numberLength(first: number): number {
  return { 0xfc: 3, 0xfd: 4, 0xfe: 9 }[first] ?? 1
}

/** The number of a prepared statement, in what runs it and in the answer that gives it. */
export function statementNumber(body: Buffer): number {
  return numberAt(body, 1, 4)
}

/** Zero where a packet is too short to have it, as none of this protocol is. */
function numberAt(body: Buffer, at: number, bytes: number): number {
  return at + bytes <= body.length ? body.readUIntLE(at, bytes) : 0
}
