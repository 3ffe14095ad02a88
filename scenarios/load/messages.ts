import type { DatabaseError } from 'pg-protocol/dist/messages.js'
import { Parser } from 'pg-protocol/dist/parser.js'

/** Who is told what a server says; all else that it says is passed over. */
export interface Listener {
  /** The server's own word, read by node-postgres' protocol library. */
  error(error: DatabaseError): void
  /** All that was sent is answered; `open` where a transaction is. */
  ready(open: boolean): void
}

const ERROR = 'E'.charCodeAt(0)
const READY = 'Z'.charCodeAt(0)
const IDLE = 'I'.charCodeAt(0)
/** A message's letter and its length. */
const HEAD = 5

/**
 * Finds the ends of answers in what a server sends, in whatever pieces that comes. Rows and their descriptions, which
 * nobody asks for here, are not read: that costs as much as all else that a client does.
 */
export class Messages {
  private readonly listener: Listener
  private readonly parser = new Parser()
  private rest: Buffer | undefined

  constructor(listener: Listener) {
    this.listener = listener
  }

  /** `data` may be overwritten once this returns. */
  read(data: Buffer): void {
    const all = this.rest === undefined ? data : Buffer.concat([this.rest, data])
    let at = 0
    while (at + HEAD <= all.length) {
      const end = at + 1 + all.readUInt32BE(at + 1)
      if (end > all.length) break
      if (all[at] === READY) this.listener.ready(all[at + HEAD] !== IDLE)
      else if (all[at] === ERROR) this.readError(all.subarray(at, end))
      at = end
    }
    this.rest = at === all.length ? undefined : Buffer.from(all.subarray(at))
  }

  private readError(message: Buffer): void {
    this.parser.parse(Buffer.from(message), (error) => this.listener.error(error as DatabaseError))
  }
}
