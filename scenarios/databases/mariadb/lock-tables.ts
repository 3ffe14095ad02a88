import { setTimeout as sleep } from 'node:timers/promises'
import type { MariaServer } from './server.ts'

/** Who waits for somebody that waits for him in turn by way of the cluster, which no server notices, gives up. */
const LOCK_WAIT_SECONDS = 2

/**
 * Locks all that clients read and write against both, on one server alone: what the others send it waits too, for such a
 * lock is not taken from anybody. Returns how many sessions waited when the locks were given back.
 */
export async function lockTables(
  server: MariaServer,
  holdMs: number,
  signal: AbortSignal,
): Promise<number> {
  const session = await server.connect()
  try {
    const { rows } = await session.query(tablesOf, [server.clientsDatabase])
    await session.query(`SET lock_wait_timeout = ${LOCK_WAIT_SECONDS}`)
    // To ask for what is applied by now would wait for who waits for these locks.
    await session.query('SET wsrep_sync_wait = 0')
    await session.query(`LOCK TABLES ${rows.map((row) => `${String(row.name)} WRITE`).join(', ')}`)
    await sleep(holdMs, undefined, { signal }).catch(() => {})
    const { rows: told } = await session.query(waiting)
    return Number(told[0].waiting)
  } finally {
    session.hangUp()
  }
}

const tablesOf = `
  SELECT concat('"', table_schema, '"."', table_name, '"') AS name
  FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'`

/** Those of clients, and those that apply what others send, whose wait for such a lock has a name of its own. */
const waiting = `
  SELECT count(*) AS waiting FROM information_schema.processlist
  WHERE state IN ('Waiting for table metadata lock', 'Waiting to execute in isolation')`
