import { mariadbClient } from '../../databases/mariadb/client.ts'
import { MariaConnection } from '../../databases/mariadb/connect.ts'
import { StandingConnection } from '../../databases/mariadb/standing-connection.ts'
import { makeTables } from '../../databases/mariadb/tables.ts'
import type { Address } from './address.ts'
import type { Dialect, Seen, Server } from './dialect.ts'
import { oneLook } from './one-look.ts'

const ADMIN_TIMEOUT_MS = 10_000
/** One that is far away takes a moment, and one that is gone is not waited for. */
const LOOK_TIMEOUT_MS = 2_000
/** Beside the workload's tables: whoever has a row of it has all that was written before. */
const MARKS = 'splitbrain_marks'

const identity = "concat(@@hostname, ':', @@port, ':', @@server_id)"
const who = { name: 'who', text: `SELECT ${identity} AS id`, values: [] }

export const mysql: Dialect = {
  client: ({ credentials }, database) => mariadbClient({ ...credentials, database, ansi: true }),
  server,
  who,
  async make(address, database, tables) {
    await administer(address, 'CREATE DATABASE ??', [database])
    const marks = { name: MARKS, columns: { mark: 'integer' }, primaryKey: 'mark' } as const
    await makeTables(optionsOf(address, ADMIN_TIMEOUT_MS, database), [...tables, marks])
  },
  mark: (address, database, mark) =>
    administer(address, `INSERT INTO ??.${MARKS} VALUES (?)`, [database, mark]),
  drop: (address, database) => administer(address, 'DROP DATABASE IF EXISTS ??', [database]),
}

function optionsOf({ endpoint, credentials }: Address, timeoutMs: number, database?: string) {
  const { database: named, ...others } = credentials
  const own = { ...others, ansi: true as const, database: database ?? (named || undefined) }
  return { endpoint, credentials: own, timeoutMs }
}

async function administer(
  address: Address,
  statement: string,
  values: readonly unknown[],
): Promise<void> {
  const connection = await MariaConnection.open(optionsOf(address, ADMIN_TIMEOUT_MS))
  try {
    await connection.query(statement, values)
  } finally {
    connection.hangUp()
  }
}

function server(address: Address): Server {
  const opener = (timeoutMs: number) => () => MariaConnection.open(optionsOf(address, timeoutMs))
  const admin = new StandingConnection(opener(ADMIN_TIMEOUT_MS))
  const [asker, observer] = [LOOK_TIMEOUT_MS, LOOK_TIMEOUT_MS].map(
    (timeoutMs) => new StandingConnection(opener(timeoutMs)),
  )
  return {
    ask: () => seenBy(asker),
    look: oneLook(() => seenBy(observer)),
    async sessions(database) {
      const text = 'SELECT count(*) AS sessions FROM information_schema.processlist WHERE db = ?'
      const { rows } = await admin.use((connection) => connection.query(text, [database]))
      return Number(rows[0].sessions)
    },
    async shows(database, mark) {
      const text = `SELECT mark FROM ??.${MARKS} WHERE mark = ?`
      const { count } = await admin.use((connection) => connection.query(text, [database, mark]))
      return count > 0
    },
    disconnect() {
      for (const session of [admin, asker, observer]) session.disconnect()
    },
  }
}

async function seenBy(session: StandingConnection): Promise<Seen> {
  const text = `SELECT @@global.read_only AS readOnly, ${identity} AS id, version() AS version`
  const { rows } = await session.use((connection) => connection.query(text))
  const { readOnly, id, version } = rows[0]
  return { standby: Number(readOnly) === 1, id: String(id), version: String(version) }
}
