import { setTimeout as sleep } from 'node:timers/promises'
import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** Locks all that clients read and write against both; returns how many sessions waited when the locks were given back. */
export async function lockTables(
  server: PostgresServer,
  holdMs: number,
  signal: AbortSignal,
): Promise<number> {
  const session = await server.connect()
  try {
    const { rows } = await session.query<{ tables: string }>(tablesOf, [server.roles.client.user])
    await session.query('BEGIN')
    await session.query(`LOCK TABLE ${rows[0].tables} IN ACCESS EXCLUSIVE MODE`)
    await sleep(holdMs, undefined, { signal }).catch(() => {})
    const waiting = await session.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
    )
    return waiting.rows[0].waiting
  } finally {
    hangUp(session)
  }
}

const tablesOf = `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ' ORDER BY tablename) AS tables
                  FROM pg_tables WHERE tableowner = $1`
