import type pg from 'pg'
import type { ColumnType, Table } from '../../../runner/workload.ts'
import { connect, type ConnectOptions } from './connect.ts'

const types: Record<ColumnType, string> = { integer: 'integer', integers: 'integer[]' }

/** Makes tables, with nothing in them, as whoever connects. */
export function makeTables(options: ConnectOptions, tables: readonly Table[]): Promise<void> {
  return connected(options, async (client) => {
    for (const { name, columns, primaryKey } of tables) {
      const defined = Object.entries(columns).map(([column, type]) => `${column} ${types[type]}`)
      await client.query(
        `CREATE TABLE ${name} (${defined.join(', ')}, PRIMARY KEY (${primaryKey}))`,
      )
    }
  })
}

/** Writes what stands in tables to begin with. */
export function fillTables(options: ConnectOptions, tables: readonly Table[]): Promise<void> {
  return connected(options, async (client) => {
    for (const { name, rows = [] } of tables)
      for (const row of rows) {
        const places = row.map((_, i) => `$${i + 1}`)
        await client.query(`INSERT INTO ${name} VALUES (${places.join(', ')})`, [...row])
      }
  })
}

async function connected(
  options: ConnectOptions,
  act: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = await connect(options)
  try {
    await act(client)
  } finally {
    await client.end()
  }
}
