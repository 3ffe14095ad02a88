import { linearizability } from '../../checkers/linearizability/linearizability.ts'
import type { Random } from '../../runner/random.ts'
import type { Request, Workload } from '../../runner/workload.ts'
import { NotApplied, openSession, type Apply } from '../databases/postgres/session.ts'
import { setUp } from '../databases/postgres/set-up.ts'

const KEYS = 8

const apply: Apply = async (client, { f, key, value }) => {
  if (f === 'read') {
    const text = 'SELECT value FROM registers WHERE key = $1'
    const { rows } = await client.query<{ value: number | null }>({ name: f, text, values: [key] })
    return rows[0].value
  }
  const [old, next] = f === 'cas' ? (value as [number, number]) : [undefined, value]
  const { rowCount } =
    f === 'cas'
      ? await client.query({
          name: f,
          text: 'UPDATE registers SET value = $2 WHERE key = $1 AND value = $3',
          values: [key, next, old],
        })
      : await client.query({
          name: f,
          text: 'UPDATE registers SET value = $2 WHERE key = $1',
          values: [key, next],
        })
  if (rowCount === 0) throw new NotApplied()
  return value
}

/** Rows as registers: reads, writes of unique values, and compare-and-sets from the last values that were written. */
export const register: Workload = {
  name: 'register',
  about: `${KEYS} rows as registers: read, write and compare-and-set, judged for linearizability`,
  setup: (options) =>
    setUp(
      options,
      'CREATE TABLE registers (key integer PRIMARY KEY, value integer)',
      `INSERT INTO registers SELECT key, NULL FROM generate_series(0, ${KEYS - 1}) AS key`,
    ),
  requests: (random) => requests(random),
  connect: (options) => openSession(options, apply, (request) => request.f === 'read'),
  finalReads: () => Array.from({ length: KEYS }, (_, key) => ({ f: 'read', key, value: null })),
  checkers: () => [linearizability({ model: 'cas-register' })],
}

function requests(random: Random): () => Request {
  let next = 0
  const latest = Array.from({ length: KEYS }, () => 0)
  return () => {
    const key = random.int(KEYS)
    const kind = random.int(10)
    if (kind < 4) return { f: 'read', key, value: null }
    const old = latest[key]
    latest[key] = ++next
    return kind < 8 ? { f: 'write', key, value: next } : { f: 'cas', key, value: [old, next] }
  }
}
