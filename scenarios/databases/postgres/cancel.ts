import type { PostgresServer } from './server.ts'

/** What a client's own cancel does, sent to each of somebody's sessions that waits for a standby and nothing else. */
export async function cancelHeld(
  server: PostgresServer,
  { user }: { user: string },
): Promise<number> {
  const [{ cancelled }] = await server.query<{ cancelled: number }>(
    `SELECT count(*) FILTER (WHERE pg_cancel_backend(pid))::int AS cancelled
     FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = $1`,
    [user],
  )
  return cancelled
}
