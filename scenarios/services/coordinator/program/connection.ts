import { connect, type Socket } from 'node:net'
import { columnsOf, fieldsOf, int16, message, messagesIn, rowOf, type Message } from './messages.ts'
import { Scram } from './scram.ts'

export interface Server {
  name: string
  host: string
  port: number
}

export interface Credentials {
  user: string
  password: string
  database: string
}

/** What a statement gave: values as text, with the oids of their types. */
export interface Result {
  columns: [name: string, type: number][]
  rows: (string | null)[][]
  /** As the server names what it did: `UPDATE 1`. */
  tag: string
}

/** What a server says of a statement that it refused; the session goes on. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

/** A session's end: nobody knows what became of the statement that was under way. */
export class Lost extends Error {}

export const APPLICATION = 'coordinator'
/** Longer than any wait for a lock. */
const ANSWER_LIMIT_MS = 1_500

/** A session with a server, by the extended query protocol, for a node on which no package is installed. */
export class Connection {
  readonly server: Server
  /** Of the server's process. */
  pid = 0
  lost: Lost | undefined
  private readonly socket: Socket
  private data = Buffer.alloc(0)
  private arrived: Message[] = []
  private wake: (() => void) | undefined

  private constructor(server: Server) {
    this.server = server
    this.socket = connect({ host: server.host, port: server.port, noDelay: true })
    this.socket.on('data', (chunk) => this.take(chunk))
    this.socket.on('error', () => {})
    this.socket.on('close', () => this.lose('its connection broke'))
  }

  static async open(
    server: Server,
    { user, password, database }: Credentials,
    settings: Record<string, string> = {},
  ): Promise<Connection> {
    const connection = new Connection(server)
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
    const parameters = { user, database, application_name: APPLICATION, options: options.join(' ') }
    connection.socket.write(
      message('', 196_608, ...Object.entries(parameters).flat(), Buffer.of(0)),
    )
    await connection.within(() => connection.logIn(new Scram(password)))
    return connection
  }

  /** One statement, with values as text. */
  async query(text: string, values: readonly unknown[] = []): Promise<Result> {
    const bound = values.map((value) => {
      if (value === null || value === undefined) return encodedLength(-1)
      const bytes = Buffer.from(String(value))
      return Buffer.concat([encodedLength(bytes.length), bytes])
    })
    this.socket.write(
      Buffer.concat([
        message('P', '', text, int16(0)),
        message('B', '', '', int16(0), int16(bound.length), ...bound, int16(0)),
        message('D', Buffer.from('P'), ''),
        message('E', '', 0),
        message('S'),
      ]),
    )
    return this.within(() => this.result())
  }

  close(): void {
    this.lose('it was closed')
  }

  private async logIn(scram: Scram): Promise<void> {
    for (;;) {
      const { type, body } = await this.next()
      if (type === 'E') throw this.refusal(body)
      if (type === 'K') this.pid = body.readInt32BE(0)
      if (type === 'Z') return
      if (type !== 'R') continue
      const kind = body.readInt32BE(0)
      const first = Buffer.from(scram.first)
      if (kind === 10) this.socket.write(message('p', 'SCRAM-SHA-256', first.length, first))
      if (kind === 11)
        this.socket.write(message('p', Buffer.from(scram.answer(body.toString('utf8', 4)))))
    }
  }

  private async result(): Promise<Result> {
    const result: Result = { columns: [], rows: [], tag: '' }
    let refused: Refused | undefined
    for (;;) {
      const { type, body } = await this.next()
      if (type === 'T') result.columns = columnsOf(body)
      if (type === 'D') result.rows.push(rowOf(body))
      if (type === 'C') result.tag = body.toString('utf8', 0, body.length - 1)
      if (type === 'E') refused = this.refusal(body)
      if (type !== 'Z') continue
      if (refused !== undefined) throw refused
      return result
    }
  }

  /** Whoever is silent for too long is given up. */
  private async within<T>(act: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.lose('it did not answer'), ANSWER_LIMIT_MS)
    try {
      return await act()
    } finally {
      clearTimeout(timer)
    }
  }

  private async next(): Promise<Message> {
    for (;;) {
      const first = this.arrived.shift()
      if (first !== undefined) return first
      if (this.lost !== undefined) throw this.lost
      const { promise, resolve } = Promise.withResolvers<void>()
      this.wake = resolve
      await promise
    }
  }

  /** What ends the session says nothing certain of what was under way. */
  private refusal(body: Buffer): Refused {
    const { S, C, M } = fieldsOf(body)
    if (S === 'ERROR') return new Refused(C, M)
    this.lose(M)
    throw this.lost
  }

  private take(chunk: Buffer): void {
    const { messages, rest } = messagesIn(Buffer.concat([this.data, chunk]))
    this.data = Buffer.from(rest)
    this.arrived.push(...messages)
    this.wake?.()
  }

  private lose(why: string): void {
    this.lost ??= new Lost(`${this.server.name} is away: ${why}`)
    this.socket.destroy()
    this.wake?.()
  }
}

function encodedLength(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(length)
  return bytes
}
