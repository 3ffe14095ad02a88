/** PostgreSQL's messages as bytes, for tests. */

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** A message with its letter. */
export function lettered(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(type), int32(4 + body.length), body])
}

/** One without, as a client begins. */
export function opening(code: number, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([int32(8 + body.length), int32(code), body])
}

export const startup = (body?: Buffer) => opening(196608, body)
export const sslRequest = opening(80877103)

const ofTexts = (type: string, ...texts: string[]) =>
  lettered(type, Buffer.from(texts.map((text) => `${text}\0`).join('')))

export const query = (text: string) => ofTexts('Q', text)
export const parse = (name: string, text: string) => ofTexts('P', name, text)
export const done = (tag: string) => ofTexts('C', tag)
export const ready = (status: 'I' | 'T' | 'E') => lettered('Z', Buffer.from(status))

/** Runs what was parsed by that name. */
export const execute = (name: string) =>
  Buffer.concat([ofTexts('B', '', name), ofTexts('E', ''), lettered('S')])
