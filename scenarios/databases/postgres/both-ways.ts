import type pg from 'pg'
import { DAMAGE } from './amcheck.ts'
import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

const keys = `
  SELECT i.indrelid::regclass::text AS "table", i.indexrelid::regclass::text AS index,
         string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indisprimary AND n.nspname = 'public' AND c.relpersistence = 'p' GROUP BY 1, 2 ORDER BY 1`

interface Key {
  table: string
  index: string
  columns: string
}

interface Rows {
  count: string
  digest: string | null
}

/**
 * Whether a client that reads a whole table gets the same rows as one that goes by its primary key. Where a page is an
 * old one, the key leads to rows that stand now where others did, of which the server's own tools know nothing.
 */
export async function bothWaysOfReading(server: PostgresServer): Promise<string[]> {
  const session = await server.connect()
  try {
    await session.query('SET enable_bitmapscan = off; SET enable_indexonlyscan = off')
    const { rows } = await session.query<Key>(keys)
    const findings: string[] = []
    for (const key of rows) {
      // Of one moment, for a standby may be replaying.
      await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
      const said = await compared(session, key).catch((error: unknown) => damageTold(error))
      await session.query('ROLLBACK')
      if (said !== undefined) findings.push(`table "${key.table}": ${said}`)
    }
    return findings
  } finally {
    hangUp(session)
  }
}

async function compared(session: pg.Client, key: Key): Promise<string | undefined> {
  const byTable = await rowsBy(session, key, 'seqscan')
  const byIndex = await rowsBy(session, key, 'indexscan')
  if (byTable.count === byIndex.count && byTable.digest === byIndex.digest) return undefined
  const others = byTable.count === byIndex.count ? ', and others' : ''
  return `${byTable.count} rows by itself and ${byIndex.count} by "${key.index}"${others}`
}

async function rowsBy(
  session: pg.Client,
  { table, columns }: Key,
  scan: 'seqscan' | 'indexscan',
): Promise<Rows> {
  const other = scan === 'seqscan' ? 'indexscan' : 'seqscan'
  await session.query(`SET enable_${other} = off; SET enable_${scan} = on`)
  // Its own order keeps a planner to the index that has nothing else to choose.
  const { rows } = await session.query<Rows>(
    `SELECT count(*), md5(string_agg(row, E'\\n' ORDER BY row COLLATE "C")) AS digest
     FROM (SELECT each::text AS row FROM ${table} AS each ORDER BY ${columns} OFFSET 0) AS rows`,
  )
  return rows[0]
}

function damageTold(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === undefined || !DAMAGE.test(code)) throw error
  return message
}
