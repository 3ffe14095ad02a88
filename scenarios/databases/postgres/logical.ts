import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** What a server needs from its first start on, to be replicated from by rows and to know whose write each row is. */
export const logicalSettings = { wal_level: 'logical', track_commit_timestamp: 'on' }

/** Rows that a server publishes, each as a table and the condition that chooses them; without one, all of them. */
export interface Published {
  table: string
  where?: string
  /** Those of its columns that are published; absent is all of them. */
  columns?: readonly string[]
}

/** Publishes rows by a name that subscribers know. */
export async function publish(
  server: PostgresServer,
  name: string,
  rows: readonly Published[],
): Promise<void> {
  const tables = rows.map(({ table, where, columns }) => {
    const only = columns === undefined ? '' : ` (${columns.join(', ')})`
    return `TABLE ${table}${only}${where === undefined ? '' : ` WHERE (${where})`}`
  })
  await server.query(`CREATE PUBLICATION ${name} FOR ${tables.join(', ')}`)
}

export interface Subscription {
  name: string
  publication: string
  /** How its server reaches the publisher. */
  conninfo: string
  /** What it has beside the defaults. */
  options: Record<string, string>
}

/** Copies what is published, where its options don't say otherwise, and applies what is written from now on. */
export async function subscribe(
  server: PostgresServer,
  { name, publication, conninfo, options }: Subscription,
): Promise<void> {
  await server.writePassfile()
  const told = Object.entries(options).map(([option, value]) => `${option} = ${value}`)
  const others = told.length === 0 ? '' : ` WITH (${told.join(', ')})`
  await server.query(
    `CREATE SUBSCRIPTION ${name} CONNECTION '${conninfo}' PUBLICATION ${publication}${others}`,
  )
}

export interface Subscribing {
  /** The link over which the publisher is reached. */
  upstream: Endpoint
  /** What the slot on the publisher is to be called. */
  slot: string
  /** Further options of the subscription. */
  more?: Record<string, string>
}

/** One of several that a server has: it applies what `publisher` writes from now on, and has its name. */
export function subscribeToWriter(
  server: PostgresServer,
  publisher: string,
  { upstream, slot, more = {} }: Subscribing,
): Promise<void> {
  const conninfo = conninfoOf(server, upstream)
  const options = { slot_name: `'${slot}'`, copy_data: 'false', ...more }
  return subscribe(server, { name: publisher, publication: publisher, conninfo, options })
}

/** Has a subscription go on over another link, where it doesn't already. */
export async function turnSubscription(
  server: PostgresServer,
  name: string,
  conninfo: string,
): Promise<void> {
  const turned = await server.query(
    'SELECT FROM pg_subscription WHERE subname = $1 AND subconninfo = $2',
    [name, conninfo],
  )
  if (turned.length === 0) await server.query(`ALTER SUBSCRIPTION ${name} CONNECTION '${conninfo}'`)
}

/** What a server reaches a publisher by. */
export function conninfoOf(server: PostgresServer, upstream: Endpoint): string {
  return `${server.primaryConninfo(upstream)} dbname=${server.roles.replicator.database}`
}

/**
 * Returns when each of these subscribers has confirmed everything up to the publisher's present end of WAL: it is
 * applied there and on disk. A confirmation may be forgotten by a crash, and is given again. Nobody waits for one of
 * whom `isStopped` says that it applies nothing more.
 */
export async function arrived(
  publisher: PostgresServer,
  subscribers: readonly string[],
  limitMs: number,
  isStopped: (subscriber: string) => Promise<boolean> = async () => false,
): Promise<void> {
  const [{ lsn }] = await publisher.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
  await until(async () => {
    const confirmed = await publisher.query<{ slot: string }>(
      'SELECT slot_name AS slot FROM pg_replication_slots WHERE confirmed_flush_lsn >= $1::pg_lsn',
      [lsn],
    )
    for (const missing of subscribers.filter(
      (name) => !confirmed.some(({ slot }) => slot === name),
    ))
      if (!(await isStopped(missing)))
        return `What ${publisher.node.name} wrote did not reach ${missing}`
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
