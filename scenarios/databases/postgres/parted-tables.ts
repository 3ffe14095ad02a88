import type { Table } from '../../../runner/workload.ts'
import { columnsOf, viewsOf } from './tables.ts'

/** Which of so many partitions, that are each on a server of their own. */
export interface Part {
  server: string
  modulus: number
  remainder: number
}

const boundOf = ({ modulus, remainder }: Part) =>
  `FOR VALUES WITH (MODULUS ${modulus}, REMAINDER ${remainder})`

/** A table on the server of one of its partitions: it takes no row that is another's. */
export function partOf(table: Table, part: Part): string {
  const { name, primaryKey } = table
  return `
    CREATE TABLE ${name} (${columnsOf(table)}, PRIMARY KEY (${primaryKey})) PARTITION BY HASH (${primaryKey});
    CREATE TABLE ${name}_part PARTITION OF ${name} ${boundOf(part)};
    ${viewsOf(table)}`
}

/** The same, and each query of it, on a server that has none of its rows and asks those of its partitions for them. */
export function foreignTable(table: Table, parts: readonly Part[]): string {
  return [table.name, ...Object.keys(table.views ?? {})]
    .map((name) => foreign(name, table, parts))
    .join('')
}

function foreign(name: string, table: Table, parts: readonly Part[]): string {
  const partitions = parts.map(
    (part) => `
    CREATE FOREIGN TABLE ${name}_at_${part.server} PARTITION OF ${name} ${boundOf(part)}
      SERVER ${part.server} OPTIONS (table_name '${name}');`,
  )
  return `
    CREATE TABLE ${name} (${columnsOf(table)}) PARTITION BY HASH (${table.primaryKey});
    ${partitions.join('')}`
}
