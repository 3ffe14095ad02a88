import { Socket, type SocketConstructorOpts } from 'node:net'
import { serialize } from 'pg-protocol'
import { connect, type ConnectOptions } from '../databases/postgres/connect.ts'
import { Messages } from './messages.ts'

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

/** What a socket reads at once; a longer answer comes in pieces. */
const READ_BYTES = 16 * 1024

/**
 * A connection that sends what it is told and tells only how that ended: no rows, no promises, no streams. node-postgres
 * opens it and its protocol library writes the messages; what lies above these costs a client two thirds of its time.
 */
export class Connection {
  private readonly socket: Socket
  private readonly known = new Set<string>()
  private readonly messages: Messages
  private outgoing: Buffer[] = []
  private waiting: ((ended: Ended) => void) | undefined
  private error: Error | undefined
  private broken: Error | undefined
  private opened = false

  private constructor() {
    this.messages = new Messages({
      error: (error) => (this.error ??= error),
      ready: (open) => this.end({ error: this.error, open }),
    })
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    const options: SocketConstructorOpts = {
      onread: { buffer, callback: (bytes) => this.read(buffer.subarray(0, bytes)) },
    }
    this.socket = new Socket(options)
  }

  /** Throws what can't be opened. */
  static async open(options: ConnectOptions): Promise<Connection> {
    const connection = new Connection()
    const { socket } = connection
    await connect({ ...options, socket })
    for (const event of ['data', 'end', 'close', 'error']) socket.removeAllListeners(event)
    socket.on('error', (error) => connection.breakOff(error))
    socket.on('close', () => connection.breakOff(new Error('the server closed the connection')))
    connection.opened = true
    return connection
  }

  /** Whoever opens it hears the socket as any other one. */
  private read(data: Buffer): boolean {
    if (this.opened) this.messages.read(data)
    else this.socket.emit('data', Buffer.from(data))
    return true
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

  private breakOff(error: Error): void {
    // What the server said last tells more than that it hung up.
    this.broken ??= this.error ?? error
    this.socket.destroy()
    this.end({ error: this.broken, open: false })
  }

  private end(ended: Ended): void {
    const { waiting } = this
    this.waiting = undefined
    this.error = undefined
    waiting?.(ended)
  }

  close(): void {
    this.waiting = undefined
    this.socket.destroy()
  }
}
