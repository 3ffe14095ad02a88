import pg from 'pg'
import { postgresClient } from '../../databases/postgres/client.ts'
import { connect, connected, type ConnectOptions } from '../../databases/postgres/connect.ts'
import { positionOf } from '../../databases/postgres/position.ts'
import { StandingSession } from '../../databases/postgres/standing-session.ts'
import { onStandby, standbyWrites } from '../../databases/postgres/standby-writes.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import type { Mode } from '../../../runner/evidence.ts'
import type { Address } from './address.ts'
import type { Dialect, Seen, Server } from './dialect.ts'
import { oneLook } from './one-look.ts'

const ADMIN_TIMEOUT_MS = 10_000
/** One that is far away takes a moment, and one that is gone is not waited for. */
const LOOK_TIMEOUT_MS = 2_000

const identity = 'extract(epoch FROM pg_postmaster_start_time())::text'
const who = { name: 'who', text: `SELECT ${identity} AS id`, values: [] }

export const postgres: Dialect = {
  client: ({ credentials }, schema) => postgresClient({ ...credentials, schema }),
  server,
  who,
  async make(address, schema, tables) {
    await administer(address, `CREATE SCHEMA ${pg.escapeIdentifier(schema)}`)
    const there = optionsOf(address, ADMIN_TIMEOUT_MS, schema)
    await makeTables(there, tables)
    await fillTables(there, tables)
  },
  drop: (address, schema) =>
    administer(address, `DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(schema)} CASCADE`),
}

function optionsOf({ endpoint, credentials }: Address, timeoutMs: number, schema?: string) {
  return { endpoint, credentials: { ...credentials, schema }, timeoutMs } satisfies ConnectOptions
}

function administer(address: Address, statement: string): Promise<void> {
  return connected(optionsOf(address, ADMIN_TIMEOUT_MS), (client) => client.query(statement))
}

function server(address: Address): Server {
  const opener = (timeoutMs: number) => () => connect(optionsOf(address, timeoutMs))
  const admin = new StandingSession(opener(ADMIN_TIMEOUT_MS))
  const [asker, observer] = [LOOK_TIMEOUT_MS, LOOK_TIMEOUT_MS].map(
    (timeoutMs) => new StandingSession(opener(timeoutMs)),
  )
  return {
    ask: () => seenBy(asker),
    look: oneLook(() => seenBy(observer)),
    async sessions(schema) {
      const text =
        'SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name = $1'
      const [row] = await admin.query<{ sessions: number }>(text, [schema])
      return row.sessions
    },
    async held() {
      const [row] = await admin.query<{ waiting: string; lsn: string }>(
        `SELECT (SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waiting,
                pg_current_wal_lsn() - '0/0' AS lsn`,
      )
      return { waiting: Number(row.waiting), lsnBytes: Number(row.lsn) }
    },
    async mode() {
      const [row] = await observer.query<Pick<Mode, 'settings' | 'standbys'>>(
        `SELECT (SELECT json_object_agg(name, setting ORDER BY name) FROM pg_settings
                 WHERE name IN ('synchronous_commit', 'synchronous_standby_names', 'fsync')) AS settings,
                (SELECT coalesce(json_object_agg(application_name, sync_state), '{}')
                 FROM pg_stat_replication WHERE state = 'streaming') AS standbys`,
      )
      return row
    },
    triesToWrite(node, schema, table) {
      const connectThere = () => connect(optionsOf(address, ADMIN_TIMEOUT_MS, schema))
      return standbyWrites({ node: { name: node }, connect: connectThere }, table, onStandby)
    },
    disconnect() {
      for (const session of [admin, asker, observer]) session.disconnect()
    },
  }
}

async function seenBy(session: StandingSession): Promise<Seen> {
  const position = await positionOf(session)
  const [row] = await session.query<{ id: string; version: string }>(
    `SELECT ${identity} AS id, current_setting('server_version') AS version`,
  )
  return { ...position, ...row }
}
