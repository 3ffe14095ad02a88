import type { Connection } from 'mysql2/promise'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { within } from '../../../runner/within.ts'

export interface Credentials {
  user: string
  password: string
  /** Absent where somebody only administers. */
  database?: string
  /** Absent or false where nothing is encrypted, as between servers of ours. */
  tls?: false | { rejectUnauthorized: boolean }
  /** Whether quotes are to mean what they mean to other databases, where the server may have it otherwise. */
  ansi?: true
}

export interface ConnectOptions {
  endpoint: Endpoint
  credentials: Credentials
  /** For connecting, and then for each query. */
  timeoutMs: number
}

export interface Result {
  rows: Record<string, unknown>[]
  /** Rows that were read, or that a change met, whether or not it left them as they were. */
  count: number
}

/** What nobody answered in time: nobody knows what came of it. */
export class NoAnswer extends Error {
  readonly code = 'ETIMEDOUT'
}

/** One connection that never comes back by itself; it is of no use any more once something was not answered. */
export class MariaConnection {
  private readonly connection: Connection
  private readonly timeoutMs: number
  private broken = false

  private constructor(connection: Connection, timeoutMs: number) {
    this.connection = connection
    this.timeoutMs = timeoutMs
    // One that breaks while nobody waits only makes the next query fail, which is where it belongs in a history.
    connection.on('error', () => (this.broken = true))
    connection.on('end', () => (this.broken = true))
  }

  static async open({
    endpoint,
    credentials,
    timeoutMs,
  }: ConnectOptions): Promise<MariaConnection> {
    const { createConnection } = await import('mysql2/promise')
    const { tls = false, ansi, ...others } = credentials
    const opening = createConnection({
      ...endpoint,
      ...others,
      ...(tls && { ssl: tls }),
      connectTimeout: timeoutMs,
      // Of what is stored as text there are lists alone.
      typeCast: (field, next) => (field.type === 'BLOB' ? listIn(field.string()) : next()),
      supportBigNumbers: true,
    })
    // Whoever takes a connection and says nothing is not waited for by the limit above.
    const late = new NoAnswer(`no connection in ${timeoutMs} ms`)
    const connection = await within(opening, timeoutMs, late).catch((error: unknown) => {
      opening.then((other) => other.destroy()).catch(() => {})
      throw error
    })
    const opened = new MariaConnection(connection, timeoutMs)
    if (ansi) await opened.query("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI,TRADITIONAL')")
    return opened
  }

  get usable(): boolean {
    return !this.broken
  }

  /** One statement; its places are question marks, and two where a name stands. */
  async query(text: string, values: readonly unknown[] = []): Promise<Result> {
    const late = new NoAnswer(`no answer in ${this.timeoutMs} ms`)
    try {
      const asked = this.connection.query(text, [...values])
      const [answer] = await within(asked, this.timeoutMs, late)
      if (!Array.isArray(answer)) return { rows: [], count: answer.affectedRows }
      return { rows: answer as Record<string, unknown>[], count: answer.length }
    } catch (error) {
      if (!isAnswered(error)) this.hangUp()
      throw error
    }
  }

  /** Drops the connection without a word to the server, which may be unable to answer. */
  hangUp(): void {
    this.broken = true
    this.connection.destroy()
  }
}

/** Whether the server itself told this, and the connection stands. */
export function isAnswered(error: unknown): boolean {
  const { sqlState, fatal } = error as { sqlState?: string; fatal?: boolean }
  return sqlState !== undefined && fatal !== true
}

function listIn(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
