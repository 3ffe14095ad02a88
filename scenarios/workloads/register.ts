import { linearizability } from '../../checkers/linearizability/linearizability.ts'
import { staleness } from '../../checkers/staleness/staleness.ts'
import type { Random } from '../../runner/random.ts'
import {
  NotApplied,
  type Call,
  type Request,
  type Work,
  type Workload,
} from '../../runner/workload.ts'
import { named } from './losses.ts'

const KEYS = 8

const update = 'UPDATE registers SET value = $2 WHERE "key" = $1'

const calls = {
  read: {
    name: 'read',
    text: 'SELECT value FROM registers WHERE "key" = $1',
    gives: { value: 'integer' },
  },
  write: { name: 'write', text: update },
  cas: { name: 'cas', text: `${update} AND value = $3` },
} as const satisfies Record<string, Call>

const work: Work = {
  async perform(statements, { f, key, value }) {
    if (f === 'read') {
      const { rows } = await statements.run({ ...calls.read, values: [key] })
      return rows[0].value
    }
    const [old, next] = f === 'cas' ? (value as [number, number]) : [undefined, value]
    const { count } = await statements.run(
      f === 'cas'
        ? { ...calls.cas, values: [key, next, old] }
        : { ...calls.write, values: [key, next] },
    )
    if (count === 0) throw new NotApplied()
    return value
  },
}

/** Rows as registers: reads, writes of unique values, and compare-and-sets from the last values that were written. */
export const register: Workload = {
  name: 'register',
  about: `${KEYS} rows as registers: read, write and compare-and-set, judged for linearizability`,
  tables: [
    {
      name: 'registers',
      columns: { key: 'integer', value: 'integer' },
      primaryKey: 'key',
      rows: Array.from({ length: KEYS }, (_, key) => [key, null]),
      calls: Object.values(calls),
    },
  ],
  writesOneRow: true,
  work,
  requests: (random) => requests(random),
  finalReads: () =>
    Array.from({ length: KEYS }, (_, key) => ({ f: 'read', key, value: null, access: 'read' })),
  checkers: () => [linearizability({ model: 'cas-register' }), staleness({ promised: [] })],
  losses: {
    linearizability: named('stale read', 'lost update', 'lost write', 'non-linearizable'),
  },
}

function requests(random: Random): () => Request {
  let next = 0
  const latest = Array.from({ length: KEYS }, () => 0)
  return () => {
    const key = random.int(KEYS)
    const kind = random.int(10)
    if (kind < 4) return { f: 'read', key, value: null, access: 'read' }
    const old = latest[key]
    latest[key] = ++next
    return kind < 8
      ? { f: 'write', key, value: next, access: 'write' }
      : { f: 'cas', key, value: [old, next], access: 'write' }
  }
}
