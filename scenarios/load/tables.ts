import type { Table } from '../../runner/workload.ts'
import { connected, type ConnectOptions } from '../databases/postgres/connect.ts'

/** Rows of a table for each unit of the scale, as pgbench has them. */
const PER_SCALE = { branches: 1, tellers: 10, accounts: 100_000 }

/**
 * The tables of pgbench's own scripts. The history has a key, which pgbench's has not: some ways of replicating take no
 * table without one.
 */
export const tables: readonly Table[] = [
  {
    name: 'pgbench_branches',
    columns: { bid: 'integer', bbalance: 'integer', filler: 'text' },
    primaryKey: 'bid',
  },
  {
    name: 'pgbench_tellers',
    columns: { tid: 'integer', bid: 'integer', tbalance: 'integer', filler: 'text' },
    primaryKey: 'tid',
  },
  {
    name: 'pgbench_accounts',
    columns: { aid: 'integer', bid: 'integer', abalance: 'integer', filler: 'text' },
    primaryKey: 'aid',
  },
  {
    name: 'pgbench_history',
    columns: {
      id: 'integer',
      tid: 'integer',
      bid: 'integer',
      aid: 'integer',
      delta: 'integer',
      mtime: 'timestamp',
    },
    primaryKey: 'id',
    defaults: { id: "nextval('pgbench_history_id')" },
    sequences: ['pgbench_history_id'],
  },
]

/** So many blanks make a row as long as one of pgbench's. */
const FILLER = 84
const FILL_LIMIT_MS = 60_000

/** Fills them as far as a scale says, as a client of whoever takes writes. */
export function fill(target: Omit<ConnectOptions, 'timeoutMs'>, scale: number): Promise<void> {
  return connected({ ...target, timeoutMs: FILL_LIMIT_MS }, async (client) => {
    for (let unit = 1; unit <= scale; unit++)
      for (const [table, count] of Object.entries(PER_SCALE))
        await client.query(rowsOf(table, count, unit))
    await client.query(`ANALYZE ${tables.map(({ name }) => name).join(', ')}`)
  })
}

/** Branches have no branch that they belong to. */
function rowsOf(table: string, count: number, unit: number): string {
  const branch = table === 'branches' ? '' : `${unit}, `
  return `INSERT INTO pgbench_${table} SELECT n, ${branch}0, repeat(' ', ${FILLER})
          FROM generate_series(${(unit - 1) * count + 1}, ${unit * count}) AS n`
}
