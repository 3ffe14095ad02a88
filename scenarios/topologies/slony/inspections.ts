import type { Inspection } from '../../../runner/topology.ts'
import { STANDBY_WRITES } from '../../claims/refused-writes.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { leftOutRows } from './left-out.ts'
import { takesRows } from './refused-writes.ts'

/** Of every server what it has outside the set, and of those that are not the origin whether they take a write to a table in it. */
export function inspectionsOfSet(
  servers: ReadonlyMap<string, PostgresServer>,
  origin: string,
  table: string,
): Inspection[] {
  const others = [...servers].filter(([name]) => name !== origin)
  const writes = others.map(([node, server]) => ({
    tool: STANDBY_WRITES,
    of: 'writers',
    node,
    look: () => takesRows(server, table),
  }))
  return [...writes, ...[...servers.values()].map(leftOutRows)]
}
