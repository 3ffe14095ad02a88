import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** What a server needs from its first start on, to be replicated from by rows and to know whose write each row is. */
export const logicalSettings = { wal_level: 'logical', track_commit_timestamp: 'on' }

/** Rows that a server publishes, each as a table and the condition that chooses them. */
export interface Published {
  table: string
  where: string
}

/** Publishes rows by the server's own name. */
export async function publish(server: PostgresServer, rows: readonly Published[]): Promise<void> {
  const tables = rows.map(({ table, where }) => `TABLE ${table} WHERE (${where})`)
  await server.query(`CREATE PUBLICATION ${server.node.name} FOR ${tables.join(', ')}`)
}

/**
 * Applies what `publisher` writes from now on, over the link `upstream`. The subscription has the publisher's name, its
 * slot on the publisher that of the subscriber.
 */
export async function subscribe(
  server: PostgresServer,
  publisher: string,
  upstream: Endpoint,
): Promise<void> {
  await server.writePassfile()
  const { database } = server.roles.replicator
  const conninfo = `${server.primaryConninfo(upstream)} dbname=${database}`
  await server.query(
    `CREATE SUBSCRIPTION ${publisher} CONNECTION '${conninfo}' PUBLICATION ${publisher}
     WITH (slot_name = '${server.node.name}', copy_data = false)`,
  )
}

/**
 * Returns when each of these subscribers has confirmed everything up to the publisher's present end of WAL: it is
 * applied there and on disk. A confirmation may be forgotten by a crash, and is given again.
 */
export async function arrived(
  publisher: PostgresServer,
  subscribers: readonly string[],
  limitMs: number,
): Promise<void> {
  const [{ lsn }] = await publisher.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
  await until(async () => {
    const confirmed = await publisher.query<{ slot: string }>(
      'SELECT slot_name AS slot FROM pg_replication_slots WHERE confirmed_flush_lsn >= $1::pg_lsn',
      [lsn],
    )
    const missing = subscribers.find((name) => !confirmed.some(({ slot }) => slot === name))
    return missing && `What ${publisher.node.name} wrote did not reach ${missing}`
  }, limitMs)
}

/**
 * Of a table's rows, those that were not last written where they should have been, in words: by a session on this
 * server where `own` chooses them, else by replication. A row of which that is not known is told too.
 */
export async function foreignWrites(
  server: PostgresServer,
  { table, own, key }: { table: string; own: string; key: string },
): Promise<string[]> {
  const rows = await server.query<{ key: number; here: boolean | null }>(
    `SELECT ${key} AS key, (pg_xact_commit_timestamp_origin(xmin)).roident = 0 AS here
     FROM ${table} WHERE ((pg_xact_commit_timestamp_origin(xmin)).roident = 0) IS DISTINCT FROM (${own})
     ORDER BY 1 LIMIT 50`,
  )
  return rows.map(({ key: row, here }) => {
    const by = { true: 'here', false: 'elsewhere', null: 'nobody knows where' }[`${here}`]
    return `row ${row} of ${table} was written ${by}`
  })
}
