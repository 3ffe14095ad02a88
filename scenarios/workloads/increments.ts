import { divergence } from '../../checkers/divergence/divergence.ts'
import { durability } from '../../checkers/durability/durability.ts'
import { NotApplied, type Workload } from '../../runner/workload.ts'
import { countedLoss } from './losses.ts'

const COUNTERS = 4

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
    },
  ],
  writesOneRow: true,
  onlyPostgres: true,
  work: {
    async perform(statements, { f, key, value }) {
      if (f === 'read') {
        const text = 'SELECT increments FROM counters WHERE key = $1'
        const { rows } = await statements.run({ name: f, text, values: [key] })
        return rows[0].increments
      }
      const text = 'UPDATE counters SET increments = increments || $2::integer WHERE key = $1'
      const { count } = await statements.run({ name: f, text, values: [key, value] })
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
