import type { ColumnType, Table } from '../../../runner/workload.ts'
import { connected, type ConnectOptions } from './connect.ts'

/** What PostgreSQL calls each type. */
export const types: Record<ColumnType, string> = {
  integer: 'integer',
  integers: 'integer[]',
  text: 'text',
  timestamp: 'timestamptz',
}

/** Makes tables, with nothing in them, as whoever connects; of a kind of their own where they are to be `defined` so. */
export function makeTables(
  options: ConnectOptions,
  tables: readonly Table[],
  defined: (table: Table) => string = definitionOf,
): Promise<void> {
  return connected(options, async (client) => {
    for (const table of tables) {
      for (const sequence of table.sequences ?? [])
        await client.query(`CREATE SEQUENCE ${sequence}`)
      await client.query(defined(table))
    }
  })
}

/** A table as it is, and the queries of it. */
function definitionOf(table: Table): string {
  return `CREATE TABLE ${table.name} (${columnsOf(table)}, PRIMARY KEY (${table.primaryKey}));${viewsOf(table)}`
}

/** Each column with its type and what it holds that nothing is written to. */
export function columnsOf({ columns, defaults = {} }: Table): string {
  const defined = Object.entries(columns).map(([column, type]) =>
    [column, types[type], ...(column in defaults ? ['DEFAULT', defaults[column]] : [])].join(' '),
  )
  return defined.join(', ')
}

export function viewsOf({ views = {} }: Table): string {
  return Object.entries(views)
    .map(([name, query]) => `CREATE VIEW ${name} AS ${query};`)
    .join('')
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
