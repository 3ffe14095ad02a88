import type { PostgresServer } from './server.ts'

/** Ends every session that somebody has with a server: who goes on with it would be refused there for good. */
export async function endSessionsOf(server: PostgresServer, user: string): Promise<void> {
  const text = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1'
  await server.query(text, [user])
}
