import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import type { Call, Workload } from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const calls = {
  add: { name: 'add', text: 'INSERT INTO elements VALUES ($1)' },
  // The rows themselves: an index may have what they lack, and the server be content to read that.
  read: {
    name: 'read',
    text: 'SELECT element, ctid FROM elements ORDER BY element + 0',
    gives: { element: 'integer' },
  },
} as const satisfies Record<string, Call>

/** Unique rows and a final read of all of them: whatever was acknowledged and is missing was lost. */
export const set: Workload = {
  name: 'set',
  about: 'each write inserts a unique row; at the end all of them are read',
  tables: [
    {
      name: 'elements',
      columns: { element: 'integer' },
      primaryKey: 'element',
      calls: Object.values(calls),
    },
  ],
  writesOneRow: true,
  onlyWrites: true,
  work: {
    async perform(statements, { f, value }) {
      if (f === 'add') {
        await statements.run({ ...calls.add, values: [value] })
        return value
      }
      const mariadb = 'SELECT element FROM elements ORDER BY element + 0'
      const { rows } = await statements.run({ ...calls.read, mariadb, values: [] })
      return rows.map(({ element }) => element)
    },
  },
  requests() {
    let next = 0
    return () => ({ f: 'add', value: next++, access: 'write' })
  },
  finalReads: () => [{ f: 'read', value: null, access: 'read' }],
  checkers: () => [durability(), divergence()],
  losses: { durability: countedLoss },
}
