import type { Socket } from 'node:net'
import { parse, serialize } from 'pg-protocol'
import type {
  BackendMessage,
  DatabaseError,
  ReadyForQueryMessage,
} from 'pg-protocol/dist/messages.js'
import { connect, hangUp, socketOf, type ConnectOptions } from '../databases/postgres/connect.ts'

/** A statement that a connection prepares when it is first sent. */
export interface Prepared {
  name: string
  text: string
}

/** How what was sent ended. `open`: whether a transaction is left open, in which nothing more can be done after an error. */
export interface Ended {
  error?: Error
  open: boolean
}

/**
 * A connection that sends what it is told and tells only how that ended: no rows, no promises. node-postgres opens it, and
 * its protocol library reads and writes the messages; what lies between these two costs a client half of its time.
 */
export class Connection {
  private readonly socket: Socket
  private readonly known = new Set<string>()
  private outgoing: Buffer[] = []
  private waiting: ((ended: Ended) => void) | undefined
  private error: Error | undefined
  private broken: Error | undefined

  private constructor(socket: Socket) {
    this.socket = socket
    void parse(socket, (message) => this.heard(message))
    socket.on('error', (error) => this.breakOff(error))
    socket.on('close', () => this.breakOff(new Error('the server closed the connection')))
  }

  /** Throws what can't be opened. */
  static async open(options: ConnectOptions): Promise<Connection> {
    const client = await connect(options)
    const socket = socketOf(client)
    try {
      for (const event of ['data', 'end', 'close', 'error']) socket.removeAllListeners(event)
      return new Connection(socket)
    } catch (error) {
      hangUp(client)
      throw error
    }
  }

  /** Adds a statement to what goes out at the next `sync`. */
  execute({ name, text }: Prepared, values: string[]): void {
    if (!this.known.has(name)) {
      this.known.add(name)
      this.outgoing.push(serialize.parse({ name, text }))
    }
    this.outgoing.push(serialize.bind({ statement: name, values }), serialize.execute())
  }

  /** Sends all of that and has `ended` told once, whatever happens: after an error the server skipped the rest. */
  sync(ended: (ended: Ended) => void): void {
    if (this.broken !== undefined) return ended({ error: this.broken, open: false })
    this.waiting = ended
    this.outgoing.push(serialize.sync())
    this.socket.write(Buffer.concat(this.outgoing))
    this.outgoing = []
  }

  /** Only prepares a statement; the server's error tells what is wrong with it. */
  prepare({ name, text }: Prepared): Promise<void> {
    this.known.add(name)
    this.outgoing.push(serialize.parse({ name, text }))
    return new Promise((resolve, reject) =>
      this.sync(({ error }) => (error === undefined ? resolve() : reject(error))),
    )
  }

  private heard(message: BackendMessage): void {
    if (message.name === 'error') this.error ??= message as DatabaseError
    if (message.name !== 'readyForQuery') return
    const { error } = this
    this.error = undefined
    this.end({ error, open: (message as ReadyForQueryMessage).status !== 'I' })
  }

  private breakOff(error: Error): void {
    // What the server said last tells more than that it hung up.
    this.broken ??= this.error ?? error
    this.socket.destroy()
    this.end({ error: this.broken, open: false })
  }

  private end(ended: Ended): void {
    const { waiting } = this
    this.waiting = undefined
    waiting?.(ended)
  }

  /** Whether the server can't be reached over it any more. */
  get lost(): Error | undefined {
    return this.broken
  }

  close(): void {
    this.waiting = undefined
    this.socket.destroy()
  }
}
