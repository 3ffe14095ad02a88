import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import type { Statements, Workload } from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const table = 'draws'

/** Unique rows, each with a number that its server draws when it is inserted. */
export const draws: Workload = {
  name: 'draws',
  about: 'each write inserts a unique row with a random() number; every copy must hold the same',
  tables: [
    { name: table, columns: { element: 'integer', drawn: 'integer' }, primaryKey: 'element' },
  ],
  work: {
    async perform(statements, { f, value }) {
      if (f !== 'add') return f === 'rows' ? rows(statements) : elements(statements)
      const text = `INSERT INTO ${table} VALUES ($1, (random() * 1e9)::integer)`
      const mariadb = `INSERT INTO ${table} VALUES ($1, floor(rand() * 1e9))`
      await statements.run({ name: f, text, mariadb, values: [value] })
      return value
    },
  },
  onlyWrites: true,
  requests() {
    let next = 0
    return () => ({ f: 'add', value: next++, access: 'write' })
  },
  finalReads: () => [
    { f: 'rows', key: table, value: null, access: 'read' },
    { f: 'read', value: null, access: 'read' },
  ],
  checkers: () => [durability(), divergence()],
  losses: { durability: countedLoss },
  drawsByChance: true,
}

async function elements(statements: Statements): Promise<unknown[]> {
  const text = `SELECT element FROM ${table} ORDER BY element`
  return (await statements.run({ name: 'read', text, values: [] })).rows.map(
    ({ element }) => element,
  )
}

async function rows(statements: Statements): Promise<unknown[][]> {
  const text = `SELECT element, drawn FROM ${table} ORDER BY element`
  const { rows: all } = await statements.run({ name: 'rows', text, values: [] })
  return all.map(({ element, drawn }) => [element, drawn])
}
