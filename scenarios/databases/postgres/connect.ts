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
  /** Of whoever takes it over; otherwise one is made. */
  socket?: Socket
}

/**
 * One connection that never comes back by itself. Its errors reach whoever waits for a query; one that arrives
 * while nobody waits only makes the next query fail, which is where it belongs in a history.
 */
export async function connect(options: ConnectOptions): Promise<pg.Client> {
  forgetUsersEnvironment()
  const { socket } = options
  const client = new pg.Client({
    ...options.endpoint,
    ...options.credentials,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
    application_name: 'splitbrain',
    ssl: false,
    ...(socket && { stream: () => socket }),
  })
  client.on('error', () => {})
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

/** The types leave out what the client has: its protocol connection and the socket below. */
export function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
