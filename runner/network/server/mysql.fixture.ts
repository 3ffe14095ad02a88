/** Packets of MySQL's protocol as bytes, for tests. */

/** A packet with its number within what belongs together. */
export function packet(sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(4)
  header.writeUIntLE(body.length, 0, 3)
  header[3] = sequence
  return Buffer.concat([header, body])
}

export const greeting = packet(0, Buffer.from('\u000a11.8.0-MariaDB\0', 'latin1'))

const ssl = 0x0800

/** How a client answers the greeting, with these capabilities. */
export function response(capabilities = 0): Buffer {
  const body = Buffer.alloc(capabilities & ssl ? 32 : 60)
  body.writeUInt32LE(capabilities)
  return packet(1, body)
}

export const encrypting = response(ssl)

const command = (code: number, body: Buffer) => packet(0, Buffer.concat([Buffer.of(code), body]))

export const query = (text: string) => command(0x03, Buffer.from(text))
export const prepare = (text: string) => command(0x16, Buffer.from(text))

/** Runs what was prepared by that number. */
export function execute(id: number): Buffer {
  const body = Buffer.alloc(9)
  body.writeUInt32LE(id)
  return command(0x17, body)
}

const AUTOCOMMIT = 2
const IN_TRANSACTION = 1

/** The server did what it was asked for, and whether a transaction is open now. */
export function ok({ open = false, autocommit = true, sequence = 1 } = {}): Buffer {
  const status = (open ? IN_TRANSACTION : 0) + (autocommit ? AUTOCOMMIT : 0)
  return packet(sequence, Buffer.of(0, 1, 0xfc, 0x10, 0x27, status, 0, 0, 0))
}

/** What was prepared is known by that number from here on. */
export function prepared(id: number): Buffer {
  const body = Buffer.alloc(12)
  body.writeUInt32LE(id, 1)
  return packet(1, body)
}

export const refused = packet(1, Buffer.from('\u00ff\u00bd\u0004#40001Deadlock', 'latin1'))

/** A result of one column and one row, as far as anybody looks. */
export const rows = Buffer.concat([
  packet(1, Buffer.of(1)),
  packet(2, Buffer.from('a column')),
  packet(3, Buffer.of(0)),
  packet(4, Buffer.of(0xfe, 0, 0, 2, 0)),
])
