import type { Form } from './messages.ts'

const letterOf = (head: Buffer) => String.fromCharCode(head[0])

/** A letter, which is its type, and the length of what follows it. */
const lettered: Form = {
  header: 5,
  size: (head) => within(head.readInt32BE(1), 4, 2 ** 30) && 1 + head.readInt32BE(1),
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
  size: (head) => (opened(head) ? within(head.readInt32BE(0), 8, 10_000) : undefined),
  type: (head) => opened(head)!,
  next: (head) => (opened(head) === 'startup' ? lettered : opening),
}

function opened(head: Buffer): string | undefined {
  return head.readInt16BE(4) === PROTOCOL ? 'startup' : openings[head.readInt32BE(4)]
}

/** How a server begins: whoever asked for encryption is answered by a letter alone (`no`), and all is dark after a yes. */
export const greeting: Form = {
  header: 1,
  size: (head) => (/[SG]/.test(letterOf(head)) ? undefined : 1),
  type: () => 'no',
  next: () => greeting,
  // A first letter that answers no question begins a message like all others.
  instead: (head) => (/[SGN]/.test(letterOf(head)) ? undefined : lettered),
}

function within(length: number, least: number, most: number): number | undefined {
  return length >= least && length <= most ? length : undefined
}
