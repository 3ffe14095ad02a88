import { durability } from '../../checkers/durability/durability.ts'
import type { Workload } from '../../runner/workload.ts'
import { openSession, type Apply } from '../databases/postgres/session.ts'
import { setUp } from '../databases/postgres/set-up.ts'

const apply: Apply = async (client, { f, value }) => {
  if (f === 'add') {
    await client.query({ name: 'add', text: 'INSERT INTO elements VALUES ($1)', values: [value] })
    return value
  }
  const { rows } = await client.query<{ element: number }>(
    'SELECT element FROM elements ORDER BY element',
  )
  return rows.map((row) => row.element)
}

/** Unique rows and a final read of all of them: whatever was acknowledged and is missing was lost. */
export const set: Workload = {
  name: 'set',
  about: 'each write inserts a unique row; at the end all of them are read',
  setup: (options) => setUp(options, 'CREATE TABLE elements (element integer PRIMARY KEY)'),
  requests() {
    let next = 0
    return () => ({ f: 'add', value: next++ })
  },
  connect: (options) => openSession(options, apply, (request) => request.f === 'read'),
  finalReads: () => [{ f: 'read', value: null }],
  checkers: () => [durability()],
}
