import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { PostgresServer } from './server.ts'

export interface ForeignServer {
  name: string
  /** Where it is reached from the server that asks it. */
  endpoint: Endpoint
  /** Whether others are asked before it has answered. */
  async: boolean
  /** How long it may wait for a lock: two transactions may wait for each other on two servers, and neither can see that. */
  lockTimeoutMs: number
}

/** Has a server ask others for their rows, by postgres_fdw, on behalf of its clients. */
export async function askForeignServers(
  server: PostgresServer,
  others: readonly ForeignServer[],
): Promise<void> {
  const { client } = server.roles
  const made = others.map(({ name, endpoint: { host, port }, async, lockTimeoutMs }) => {
    const options = {
      host,
      port,
      dbname: client.database,
      async_capable: async,
      batch_size: BATCH,
      connect_timeout: 2,
      options: `-c lock_timeout=${lockTimeoutMs}`,
      sslmode: 'disable',
      gssencmode: 'disable',
    }
    return `
      CREATE SERVER ${name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (${listed(options)});
      CREATE USER MAPPING FOR "${client.user}" SERVER ${name}
        OPTIONS (${listed({ user: client.user, password: client.password })});
      GRANT USAGE ON FOREIGN SERVER ${name} TO "${client.user}";`
  })
  await server.query(`CREATE EXTENSION postgres_fdw SCHEMA pg_catalog; ${made.join('')}`)
}

/** Rows that are inserted at once. */
const BATCH = 100

const listed = (options: Record<string, string | number | boolean>) =>
  Object.entries(options)
    .map(([name, value]) => `${name} '${value}'`)
    .join(', ')
