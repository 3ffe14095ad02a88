import type { Part } from '../../../runner/topology.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

const question = `SELECT current_setting('default_transaction_read_only') AS only`

/** What a server is for clients: one that is promoted takes none of their writes before the monitor lets it. */
export async function partForClients(
  part: Part,
  server: Pick<PostgresServer, 'look'>,
): Promise<Part> {
  if (part.standby) return part
  const [{ only }] = await server.look<{ only: string }>(question)
  return only === 'on' ? { standby: true, lsnBytes: part.lsnBytes } : part
}
