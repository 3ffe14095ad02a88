import type { ColumnType, Table } from '../../../runner/workload.ts'
import { MariaConnection, type ConnectOptions } from './connect.ts'
import { placed } from './placed.ts'

/** A list is kept as a JSON text. */
const types: Record<ColumnType, string> = {
  integer: 'integer',
  integers: 'json',
  text: 'text',
  timestamp: 'timestamp(6)',
}

/** Makes tables with what stands in them to begin with. */
export async function makeTables(options: ConnectOptions, tables: readonly Table[]): Promise<void> {
  const connection = await MariaConnection.open(options)
  try {
    for (const { name, columns, primaryKey, rows = [] } of tables) {
      const defined = Object.entries(columns).map(([column, type]) => `"${column}" ${types[type]}`)
      await connection.query(
        `CREATE TABLE ${name} (${defined.join(', ')}, PRIMARY KEY ("${primaryKey}")) ENGINE=InnoDB`,
      )
      for (const row of rows) {
        const places = row.map((_, i) => `$${i + 1}`)
        await connection.query(...placed(`INSERT INTO ${name} VALUES (${places.join(', ')})`, row))
      }
    }
  } finally {
    connection.hangUp()
  }
}
