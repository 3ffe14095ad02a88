import type { ColumnType, Table } from '../../../runner/workload.ts'
import { connect, type ConnectOptions } from './connect.ts'

const types: Record<ColumnType, string> = { integer: 'integer', integers: 'integer[]' }

/** Makes tables, with what stands in them to begin with, as whoever connects. */
export async function makeTables(options: ConnectOptions, tables: readonly Table[]): Promise<void> {
  const client = await connect(options)
  try {
    for (const { name, columns, primaryKey, rows = [] } of tables) {
      const defined = Object.entries(columns).map(([column, type]) => `${column} ${types[type]}`)
      await client.query(
        `CREATE TABLE ${name} (${defined.join(', ')}, PRIMARY KEY (${primaryKey}))`,
      )
      for (const row of rows) {
        const places = row.map((_, i) => `$${i + 1}`)
        await client.query(`INSERT INTO ${name} VALUES (${places.join(', ')})`, [...row])
      }
    }
  } finally {
    await client.end()
  }
}
