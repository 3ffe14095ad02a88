import type { Socket } from 'node:net'
import { forgetUsersEnvironment } from './users-environment.ts'
import pg from 'pg'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'

export interface Credentials {
  user: string
  password: string
  database: string
}

export interface ConnectOptions {
  endpoint: Endpoint
  credentials: Credentials
  /** For connecting, and then for each query. */
  timeoutMs: number
  /** Is given what the server reports of itself and the session by itself (ParameterStatus), by name. */
  reported?: Map<string, string>
}

/**
 * One connection that never comes back by itself. Its errors reach whoever waits for a query; one that arrives
 * while nobody waits only makes the next query fail, which is where it belongs in a history.
 */
export async function connect(options: ConnectOptions): Promise<pg.Client> {
  forgetUsersEnvironment()
  const client = new pg.Client({
    ...options.endpoint,
    ...options.credentials,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
    application_name: 'splitbrain',
    ssl: false,
  })
  client.on('error', () => {})
  const { reported } = options
  if (reported !== undefined)
    connectionOf(client).on('parameterStatus', ({ parameterName, parameterValue }) =>
      reported.set(parameterName, parameterValue),
    )
  try {
    await client.connect()
    return client
  } catch (error) {
    hangUp(client)
    throw error
  }
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
