import type { Socket } from 'node:net'
import { forgetUsersEnvironment } from './users-environment.ts'
import pg from 'pg'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'

export interface Credentials {
  user: string
  password: string
  database: string
  /** Absent or false where nothing is encrypted, as between servers of ours. */
  tls?: false | { servername?: string; rejectUnauthorized: boolean }
  /** Where its sessions' names are looked up, and what they are called; by default as the server has it. */
  schema?: string
}

export interface ConnectOptions {
  endpoint: Endpoint
  credentials: Credentials
  /** For connecting, and then for each query. */
  timeoutMs: number
  /** Is given what the server reports of itself and the session by itself (ParameterStatus), by name. */
  reported?: Map<string, string>
  /** Of whoever takes it over; otherwise one is made. */
  socket?: Socket
}

/**
 * One connection that never comes back by itself. Its errors reach whoever waits for a query; one that arrives
 * while nobody waits only makes the next query fail, which is where it belongs in a history.
 */
export async function connect(options: ConnectOptions): Promise<pg.Client> {
  forgetUsersEnvironment()
  const { tls = false, schema, ...credentials } = options.credentials
  const { socket } = options
  const client = new pg.Client({
    ...options.endpoint,
    ...credentials,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
    application_name: 'splitbrain',
    ssl: tls,
    ...(socket && { stream: () => socket }),
  })
  client.on('error', () => {})
  const { reported } = options
  if (reported !== undefined)
    connectionOf(client).on('parameterStatus', ({ parameterName, parameterValue }) =>
      reported.set(parameterName, parameterValue),
    )
  try {
    await client.connect()
    if (schema !== undefined) await client.query(settingsIn(schema))
    return client
  } catch (error) {
    hangUp(client)
    throw error
  }
}

/** A connection for these acts alone, which ends as a polite client's does. */
export async function connected(
  options: ConnectOptions,
  act: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = await connect(options)
  try {
    await act(client)
  } finally {
    await client.end()
  }
}

/** What a pooler may not let pass as the session begins is said in it. */
function settingsIn(schema: string): string {
  const name = pg.escapeLiteral(schema)
  return `SET search_path TO ${pg.escapeIdentifier(schema)}; SET application_name TO ${name}`
}

/** Drops the connection without a word to the server, which may be unable to answer. */
export function hangUp(client: pg.Client): void {
  socketOf(client).destroy()
}

/** The socket below the protocol. */
export function socketOf(client: pg.Client): Socket {
  return connectionOf(client).stream
}

interface Report {
  parameterName: string
  parameterValue: string
}

interface ProtocolConnection {
  stream: Socket
  on(event: 'parameterStatus', hear: (report: Report) => void): void
}

/** The types leave out that the client has it. */
function connectionOf(client: pg.Client): ProtocolConnection {
  return (client as unknown as { connection: ProtocolConnection }).connection
}
