import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import type { Random } from '../../runner/random.ts'
import {
  NotApplied,
  type Call,
  type Request,
  type Statements,
  type Workload,
} from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const table = 'removables'

/** How many rows are inserted between a row's own insert and what is done to it, so that all have it by then. */
const AGE = 100
/** And so many between the two things that are done to it, so that the first is over when the second begins, and not yet everywhere. */
const GAP = 2

const changes: Record<string, Call> = {
  add: { name: 'add', text: `INSERT INTO ${table} VALUES ($1, 0)` },
  update: { name: 'update', text: `UPDATE ${table} SET updates = updates + 1 WHERE element = $1` },
  remove: { name: 'remove', text: `DELETE FROM ${table} WHERE element = $1` },
}

const everything: Call = {
  name: 'rows',
  text: `SELECT element, updates FROM ${table} ORDER BY element`,
  gives: { element: 'integer', updates: 'integer' },
}

/** Rows that one client updates and another one removes: who comes second finds nothing, or removes what was updated. */
export const removals: Workload = {
  name: 'removals',
  about: 'each row is inserted, and later one client updates it and another removes it',
  tables: [
    {
      name: table,
      columns: { element: 'integer', updates: 'integer' },
      primaryKey: 'element',
      calls: [...Object.values(changes), everything],
    },
  ],
  writesOneRow: true,
  onlyPostgres: true,
  work: {
    async perform(statements, { f, value }) {
      if (f === 'rows' || f === 'read') return read(statements, f)
      const { count } = await statements.run({ ...changes[f], values: [value] })
      if (count === 0) throw new NotApplied()
      return value
    },
  },
  onlyWrites: true,
  requests,
  finalReads: () => [
    { f: 'rows', key: table, value: null, access: 'read' },
    { f: 'read', value: null, access: 'read' },
  ],
  checkers: () => [durability(), divergence()],
  losses: { durability: countedLoss },
}

/** Each element with its updates, or the elements alone. */
async function read(statements: Statements, f: 'rows' | 'read'): Promise<unknown[]> {
  const { rows } = await statements.run({ ...everything, values: [] })
  return rows.map(({ element, updates }) => (f === 'rows' ? [element, updates] : element))
}

function requests(random: Random): () => Request {
  const deeds: string[][] = []
  const due: Request[] = []
  const write = (f: string, value: number): Request => ({ f, value, access: 'write' })
  return () => {
    const waiting = due.shift()
    if (waiting !== undefined) return waiting
    const element = deeds.push(random.shuffle(['update', 'remove'])) - 1
    for (const [i, age] of [AGE, AGE + GAP].entries())
      if (element >= age) due.push(write(deeds[element - age][i], element - age))
    return write('add', element)
  }
}
