import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import { NotApplied, type ColumnType, type Request, type Workload } from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const table = 'calls'

/** How a value comes into a row. */
const ways = ['INSERT', 'DEFAULT', 'UPDATE'] as const
type Way = (typeof ways)[number]

interface Call {
  /** As the final reads name it: `UPDATE random()`. */
  name: string
  way: Way
  column: string
  type: ColumnType
  sql: string
}

const sequenceOf = (way: Way) => `numbers_of_${way.toLowerCase()}`

/** What a statement may call, constants among it, that have one value wherever they are executed. */
const functions: [name: string, type: ColumnType, sql: (way: Way) => string][] = [
  ["'constant'", 'text', () => "'constant'"],
  ['now()', 'timestamp', () => 'now()'],
  ['CURRENT_TIMESTAMP', 'timestamp', () => 'CURRENT_TIMESTAMP'],
  ['clock_timestamp()', 'timestamp', () => 'clock_timestamp()'],
  ['random()', 'text', () => 'random()'],
  ['gen_random_uuid()', 'text', () => 'gen_random_uuid()'],
  ['nextval()', 'text', (way) => `nextval('${sequenceOf(way)}')`],
]

const calls: Call[] = ways.flatMap((way) =>
  functions.map(([name, type, sql]) => ({
    name: `${way} ${name}`,
    way,
    column: `${way}_${name}`.toLowerCase().replaceAll(/\W/g, ''),
    type,
    sql: sql(way),
  })),
)
const by = (wanted: Way) => calls.filter(({ way }) => way === wanted)
const columns = Object.fromEntries(calls.map(({ column, type }) => [column, type]))
const defaults = Object.fromEntries(by('DEFAULT').map(({ column, sql }) => [column, sql]))

const inserted = by('INSERT')
const texts = {
  add: `INSERT INTO ${table} (element, ${inserted.map(({ column }) => column).join(', ')})
    VALUES ($1, ${inserted.map(({ sql }) => sql).join(', ')})`,
  change: `UPDATE ${table} SET ${by('UPDATE')
    .map(({ column, sql }) => `${column} = ${sql}`)
    .join(', ')} WHERE element = $1`,
  read: `SELECT element FROM ${table} ORDER BY element`,
}

/** So many rows later a row is changed, when it is there on every server. */
const LATER = 24

/** Rows that are made and changed by calls of functions, each with a column of its own, so that each is compared by itself. */
export const functionCalls: Workload = {
  name: 'functions',
  about:
    'inserts and updates that call now(), random(), nextval() and others, in defaults too; every copy must hold the same',
  tables: [
    {
      name: table,
      columns: { element: 'integer', ...columns },
      primaryKey: 'element',
      defaults,
      sequences: ways.map(sequenceOf),
    },
  ],
  writesOneRow: true,
  onlyPostgres: true,
  work: {
    async perform(statements, { f, key, value }) {
      if (f === 'rows') {
        const { column } = calls.find(({ name }) => name === key)!
        const text = `SELECT element, ${column}::text AS called FROM ${table} ORDER BY element`
        const { rows } = await statements.run({ name: column, text, values: [] })
        return rows.map(({ element, called }) => [element, called])
      }
      const text = texts[f as keyof typeof texts]
      const values = f === 'read' ? [] : [f === 'change' ? key : value]
      const { rows, count } = await statements.run({ name: f, text, values })
      if (f === 'read') return rows.map(({ element }) => element)
      if (count === 0) throw new NotApplied()
      return value
    },
  },
  onlyWrites: true,
  requests() {
    let next = 0
    let requests = 0
    return (): Request =>
      next > LATER && requests++ % 2 === 0
        ? { f: 'change', key: next - LATER, value: null, access: 'write' }
        : { f: 'add', value: next++, access: 'write' }
  },
  finalReads: () => [
    ...calls.map(({ name }): Request => ({ f: 'rows', key: name, value: null, access: 'read' })),
    { f: 'read', value: null, access: 'read' },
  ],
  checkers: () => [durability(), divergence()],
  losses: { durability: countedLoss },
  drawsByChance: true,
}
