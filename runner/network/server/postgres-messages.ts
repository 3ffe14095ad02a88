import type { Form } from './messages.ts'

const letterOf = (bytes: Buffer, at: number) => String.fromCharCode(bytes[at])

/** A letter, which is its type, and the length of what follows it. */
const lettered: Form = {
  header: 5,
  size: (bytes, at) => {
    const length = within(bytes.readInt32BE(at + 1), 4, 2 ** 30)
    return length && 1 + length
  },
  type: letterOf,
  next: () => lettered,
}

const openings: Record<number, string> = { 80877102: 'cancel', 80877103: 'ssl', 80877104: 'gss' }
const PROTOCOL = 3

/**
 * How a client begins, with no letter: what is neither is encrypted, or of another protocol. Its types are `startup`, `ssl`,
 * `gss` and `cancel`.
 */
export const opening: Form = {
  header: 8,
  size: (bytes, at) => (opened(bytes, at) ? within(bytes.readInt32BE(at), 8, 10_000) : undefined),
  type: (bytes, at) => opened(bytes, at)!,
  next: (bytes, at) => (opened(bytes, at) === 'startup' ? lettered : opening),
}

function opened(bytes: Buffer, at: number): string | undefined {
  return bytes.readInt16BE(at + 4) === PROTOCOL ? 'startup' : openings[bytes.readInt32BE(at + 4)]
}

/** How a server begins: whoever asked for encryption is answered by a letter alone (`no`), and all is dark after a yes. */
export const greeting: Form = {
  header: 1,
  size: (bytes, at) => (/[SG]/.test(letterOf(bytes, at)) ? undefined : 1),
  type: () => 'no',
  next: () => greeting,
  // A first letter that answers no question begins a message like all others.
  instead: (bytes, at) => (/[SGN]/.test(letterOf(bytes, at)) ? undefined : lettered),
}

function within(length: number, least: number, most: number): number | undefined {
  return length >= least && length <= most ? length : undefined
}
