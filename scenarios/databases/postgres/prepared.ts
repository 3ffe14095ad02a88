import { PREPARED } from '../../../checkers/orphans/prepared.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { PostgresServer } from './server.ts'

/** The names of the transactions that a server holds prepared. */
export async function preparedOn(server: PostgresServer): Promise<string[]> {
  const rows = await server.query<{ gid: string }>(
    'SELECT gid FROM pg_prepared_xacts ORDER BY prepared, gid',
  )
  return rows.map(({ gid }) => gid)
}

/** Each of them holds its locks until somebody decides. */
export function inspectPrepared(server: PostgresServer): Inspection {
  const tool = PREPARED
  // What is left prepared is whole, and no damage.
  return { tool, of: tool, node: server.node.name, look: () => preparedOn(server) }
}
