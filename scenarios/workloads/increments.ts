import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import { NotApplied, type Call, type Workload } from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const COUNTERS = 4

const calls = {
  read: {
    name: 'read',
    text: 'SELECT increments FROM counters WHERE key = $1',
    gives: { increments: 'integers' },
  },
  increment: {
    name: 'increment',
    text: 'UPDATE counters SET increments = increments || $2::integer WHERE key = $1',
  },
} as const satisfies Record<string, Call>

/** Counters that know which increments they are the sum of, so that each lost one has a name. */
export const increments: Workload = {
  name: 'increments',
  about: `each write increments one of ${COUNTERS} counters, which keep who did it; none may be lost`,
  tables: [
    {
      name: 'counters',
      columns: { key: 'integer', increments: 'integers' },
      primaryKey: 'key',
      rows: Array.from({ length: COUNTERS }, (_, key) => [key, []]),
      calls: Object.values(calls),
    },
  ],
  writesOneRow: true,
  onlyPostgres: true,
  work: {
    async perform(statements, { f, key, value }) {
      if (f === 'read') {
        const { rows } = await statements.run({ ...calls.read, values: [key] })
        return rows[0].increments
      }
      const { count } = await statements.run({ ...calls.increment, values: [key, value] })
      if (count === 0) throw new NotApplied()
      return value
    },
  },
  onlyWrites: true,
  requests(random) {
    let next = 0
    return () => ({ f: 'increment', key: random.int(COUNTERS), value: next++, access: 'write' })
  },
  finalReads: () =>
    Array.from({ length: COUNTERS }, (_, key) => ({ f: 'read', key, value: null, access: 'read' })),
  checkers: () => [durability({ add: 'increment', read: 'read' }), divergence()],
  losses: { durability: countedLoss },
}
