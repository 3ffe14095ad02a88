import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { hangUp } from '../databases/postgres/connect.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { repeat } from './repeated.ts'
import { serverOf, takesClients } from './servers.ts'
import { nodeAt } from './targets.ts'

const ms = (usual: number) => z.coerce.number().int().min(1).max(60_000).default(usual)

/** What a careless migration does, again and again: all that clients read and write is locked against both. */
export const lockStorm = faultKind({
  verb: 'lock-storm',
  about:
    'every table of the clients is locked against reads and writes for `hold` ms, again and again, `every` ms after it is free',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({ hold: ms(300), every: ms(100) }),
  reaches: takesClients,
  make: (target, { hold, every }) => ({
    needs: [],
    async inject({ cluster, random, over }) {
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      const seen = { locked: 0, kept: 0 }
      const storm = repeat(
        async (signal) => {
          seen.kept += await lockAll(server, hold, signal)
          seen.locked++
        },
        every,
        over,
      )
      return {
        nodes: [node.name],
        undo: storm.end,
        async effect() {
          await storm.end()
          const by = { timesLocked: seen.locked, sessionsKeptWaiting: seen.kept }
          return { took: seen.kept > 0, by }
        },
      }
    },
  }),
})

/** How many sessions waited when the locks were given back. */
async function lockAll(
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
