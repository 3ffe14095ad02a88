import type { PostgresServer } from './server.ts'

/** Ends clients' sessions and lets none in again; the administrator and who replicates still come. */
export async function closeToClients(server: PostgresServer): Promise<void> {
  await limit(server, 0)
  await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
    server.roles.client.user,
  ])
}

export async function openToClients(server: PostgresServer): Promise<void> {
  await limit(server, -1)
}

/** Waits for no other server, though all commits may have to. */
async function limit(server: PostgresServer, connections: number): Promise<void> {
  await server.query(`
    BEGIN; SET LOCAL synchronous_commit = local;
    ALTER ROLE "${server.roles.client.user}" CONNECTION LIMIT ${connections}; COMMIT`)
}
