import type { PostgresServer } from './server.ts'

/** Ends clients' sessions and lets none in again; the administrator and who replicates still come. */
export async function closeToClients(server: PostgresServer): Promise<void> {
  const { user } = server.roles.client
  await server.query(`ALTER ROLE "${user}" CONNECTION LIMIT 0`)
  await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
    user,
  ])
}

export async function openToClients(server: PostgresServer): Promise<void> {
  await server.query(`ALTER ROLE "${server.roles.client.user}" CONNECTION LIMIT -1`)
}
