/** A message of some protocol that has come to its end; good until the next one is told. */
export interface Message {
  /** What it is, by its protocol's form. */
  type: string
  /** What it says stands here, from `from` to `to`: all of it, or its first bytes as far as anybody looks. */
  bytes: Buffer
  from: number
  to: number
  /** Where it begins in the chunk that it ends in: below 0 where it began in an earlier one. */
  start: number
  /** What follows it in that chunk begins here. */
  end: number
}

/** What a message says, for whoever needs it by itself; to make it costs more than to pass a message over. */
export function bodyOf({ bytes, from, to }: Message): Buffer {
  return bytes.subarray(from, to)
}

/** Nobody looks further into a message; rows and copied data are passed over. */
const LOOKED_AT = 1024

/** What comes next in a stream: how many bytes tell how long it is, what it is, and what comes after it; each from where it begins. */
export interface Form {
  header: number
  /** How long it is in all; `undefined` where that is none of this protocol's. */
  size(bytes: Buffer, at: number): number | undefined
  type(bytes: Buffer, at: number): string
  next(bytes: Buffer, at: number): Form
  /** What comes after all, where a header of this form is none. */
  instead?(bytes: Buffer, at: number): Form | undefined
}

/** Tells the messages in one direction of a connection, the first of which has a form, from its first byte, wherever its chunks are split. */
export class Messages {
  /** False once what comes is none of this protocol's, or encrypted. */
  followed = true
  private form: Form
  /** Of a message that is split, what came of it in earlier chunks. */
  private readonly head = Buffer.alloc(LOOKED_AT)
  private seen = 0
  private size: number | undefined
  private start = 0
  /** One for all, since thousands pass in a second. */
  private readonly message: Message = {
    type: '',
    bytes: this.head,
    from: 0,
    to: 0,
    start: 0,
    end: 0,
  }

  constructor(first: Form) {
    this.form = first
  }

  /** The messages that end in this chunk, the next after those of the chunk before. */
  each(chunk: Buffer, tell: (message: Message) => void): void {
    for (let at = 0; at < chunk.length && this.followed;) {
      if (this.seen === 0) this.start = at
      const size = this.seen === 0 ? this.measure(chunk, at, chunk.length) : undefined
      if (size !== undefined && at + size <= chunk.length) {
        tell(this.finish(chunk, at, size, at + size))
        at += size
      } else if (this.followed) {
        at += this.take(chunk, at)
        if (this.seen === this.size) tell(this.finish(this.head, 0, this.seen, at))
      }
    }
    this.start -= chunk.length
  }

  /** How long the message is that begins there, once its header has come. */
  private measure(bytes: Buffer, at: number, end: number): number | undefined {
    if (at + this.form.header <= end) this.form = this.form.instead?.(bytes, at) ?? this.form
    if (at + this.form.header > end) return undefined
    const size = this.form.size(bytes, at)
    this.followed = size !== undefined
    return size
  }

  /** As much of a message that is split, or of its header, as there is. */
  private take(chunk: Buffer, at: number): number {
    const missing = (this.size ?? this.form.header) - this.seen
    const taken = Math.min(missing, chunk.length - at)
    chunk.copy(this.head, this.seen, at, at + taken)
    this.seen += taken
    this.size ??= this.measure(this.head, 0, this.seen)
    return taken
  }

  private finish(bytes: Buffer, at: number, size: number, end: number): Message {
    const { form, message } = this
    this.form = form.next(bytes, at)
    this.seen = 0
    this.size = undefined
    message.type = form.type(bytes, at)
    message.bytes = bytes
    message.from = at + form.header
    message.to = at + Math.min(size, LOOKED_AT)
    message.start = this.start
    message.end = end
    return message
  }
}
