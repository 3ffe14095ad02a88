import type { Inspection } from '../../../runner/topology.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { standbyWrites, type Attempt } from '../../databases/postgres/standby-writes.ts'
import { leftOutRows } from './left-out.ts'

/** A row without a key, which nothing but a trigger can refuse before its key is missed (SQLSTATE 23502). */
const onSubscriber: Attempt = {
  statement: (table) => `INSERT INTO ${table} DEFAULT VALUES`,
  isRefused: ({ message }) =>
    /^Slony-I: .* is replicated and cannot be modified on a subscriber node/.test(message),
  isLetPass: ({ code }) => code === '23502',
}

/** Of every server what it has outside the set, and of those that are not the origin whether they take a write to a table in it. */
export function inspectionsOfSet(
  servers: ReadonlyMap<string, PostgresServer>,
  origin: string,
  table: string,
): Inspection[] {
  const others = [...servers].filter(([name]) => name !== origin)
  const writes = others.map(([, server]) => standbyWrites(server, table, onSubscriber))
  return [...writes, ...[...servers.values()].map(leftOutRows)]
}
