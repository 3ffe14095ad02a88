import { divergence } from '../../checkers/divergence/divergence.ts'
import type { Workload } from '../../runner/workload.ts'

const table = 'reservations'

/** How many ask for the same one. */
const RIVALS = 2

/** What is reserved by inserting a row of its key, so that the primary key lets in the first who comes. */
export const reservations: Workload = {
  name: table,
  about: `each key is inserted by ${RIVALS} clients, of whom the primary key lets in one`,
  tables: [{ name: table, columns: { key: 'integer', holder: 'integer' }, primaryKey: 'key' }],
  writesOneRow: true,
  onlyPostgres: true,
  work: {
    async perform(statements, { f, key, value }) {
      if (f === 'rows') {
        const text = `SELECT key, holder FROM ${table} ORDER BY key`
        const { rows } = await statements.run({ name: f, text, values: [] })
        return rows.map(({ key: reserved, holder }) => [reserved, holder])
      }
      const text = `INSERT INTO ${table} VALUES ($1, $2)`
      await statements.run({ name: f, text, values: [key, value] })
      return value
    },
  },
  onlyWrites: true,
  requests() {
    let next = 0
    return () => {
      const holder = next++
      return { f: 'reserve', key: Math.floor(holder / RIVALS), value: holder, access: 'write' }
    }
  },
  finalReads: () => [{ f: 'rows', key: table, value: null, access: 'read' }],
  checkers: () => [divergence()],
  losses: {},
}
