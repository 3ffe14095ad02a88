/** A message of some protocol that has come to its end. */
export interface Message {
  /** What it is, by its protocol's form. */
  type: string
  /** What it says, its first bytes at least as far as anybody looks; good until the next message is asked for. */
  body: Buffer
  /** Where it begins in the chunk that it ends in: below 0 where it began in an earlier one. */
  start: number
  /** What follows it in that chunk begins here. */
  end: number
}

/** Nobody looks further into a message; rows and copied data are passed over. */
const LOOKED_AT = 1024

/** What comes next in a stream: how many bytes tell how long it is, what it is, and what comes after it. */
export interface Form {
  header: number
  /** How long it is in all, from its first bytes; `undefined` where that is none of this protocol's. */
  size(head: Buffer): number | undefined
  type(head: Buffer): string
  next(head: Buffer): Form
  /** What comes after all, where a header of this form is none. */
  instead?(head: Buffer): Form | undefined
}

/** Tells the messages in one direction of a connection, the first of which has a form, from its first byte, wherever its chunks are split. */
export class Messages {
  /** False once what comes is none of this protocol's, or encrypted. */
  followed = true
  private form: Form
  private readonly head = Buffer.alloc(LOOKED_AT)
  private seen = 0
  private size: number | undefined
  private start = 0

  constructor(first: Form) {
    this.form = first
  }

  /** The messages that end in this chunk, the next after those of the chunk before. */
  *in(chunk: Buffer): Generator<Message, void, void> {
    for (let at = 0; at < chunk.length && this.followed;) {
      if (this.seen === 0) this.start = at
      at += this.take(chunk, at)
      const isWhole = this.seen === (this.size ?? this.form.header) && this.isWhole()
      if (isWhole) yield this.finish(at)
    }
    this.start -= chunk.length
  }

  /** As much of the message under way, or of its header, as there is. */
  private take(chunk: Buffer, at: number): number {
    const missing = (this.size ?? this.form.header) - this.seen
    const taken = Math.min(missing, chunk.length - at)
    chunk.copy(this.head, this.seen, at, at + taken)
    this.seen += taken
    return taken
  }

  /** Whether the header that has come is a message already, or else how long that will be. */
  private isWhole(): boolean {
    if (this.size !== undefined) return true
    const instead = this.form.instead?.(this.head)
    if (instead !== undefined) {
      this.form = instead
      return false
    }
    this.size = this.form.size(this.head)
    this.followed = this.size !== undefined
    return this.seen === this.size
  }

  private finish(end: number): Message {
    const { form, head, start, seen } = this
    this.form = form.next(head)
    this.seen = 0
    this.size = undefined
    return { type: form.type(head), body: head.subarray(form.header, seen), start, end }
  }
}
