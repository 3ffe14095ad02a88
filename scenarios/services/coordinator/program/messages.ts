/** A message of PostgreSQL's protocol (version 3), without its length. */
export interface Message {
  type: string
  body: Buffer
}

/** What goes to a server: `type` is empty for the first message, which has none. */
export function message(type: string, ...parts: (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map(encode))
  const head = Buffer.alloc(type.length + 4)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, type.length)
  return Buffer.concat([head, body])
}

/** A string ends with a zero, a number has four bytes. */
function encode(part: Buffer | string | number): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`)
  if (typeof part !== 'number') return part
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(part)
  return bytes
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

/** The whole messages of what came, and the rest of it. */
export function messagesIn(data: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = []
  let at = 0
  while (data.length - at >= 5) {
    const end = at + 1 + data.readInt32BE(at + 1)
    if (end > data.length) break
    messages.push({ type: String.fromCharCode(data[at]), body: data.subarray(at + 5, end) })
    at = end
  }
  return { messages, rest: data.subarray(at) }
}

/** The columns that a row description names, each with the oid of its type. */
export function columnsOf(body: Buffer): [name: string, type: number][] {
  const columns: [string, number][] = []
  for (let at = 2; at < body.length;) {
    const end = body.indexOf(0, at)
    columns.push([body.toString('utf8', at, end), body.readInt32BE(end + 7)])
    at = end + 19
  }
  return columns
}

/** A row's values as text; null where a value is null. */
export function rowOf(body: Buffer): (string | null)[] {
  const values: (string | null)[] = []
  for (let at = 2; at < body.length;) {
    const length = body.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : body.toString('utf8', at, at + length))
    at += Math.max(0, length)
  }
  return values
}

/** The fields of an error by their letters: S is its severity, C its SQLSTATE, M what it says. */
export function fieldsOf(body: Buffer): Record<string, string> {
  const fields = body.toString('utf8').split('\0')
  return Object.fromEntries(fields.filter((each) => each !== '').map((f) => [f[0], f.slice(1)]))
}
