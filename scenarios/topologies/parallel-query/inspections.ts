import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { connect, hangUp } from '../../databases/postgres/connect.ts'

/** The inspection that counts what a server has of the tables that lie in parts, or shows of them. */
export const PARTS = 'parts of tables'

export function partsOf(server: PostgresServer, tables: readonly Table[]): Inspection {
  const parted = tables.filter(({ whole }) => !whole)
  return {
    tool: PARTS,
    of: 'parts',
    node: server.node.name,
    look: async () => [],
    count: () => countRows(server, parted),
  }
}

/** As a client, for who administers is nobody to the shards. */
async function countRows(
  { node, roles }: PostgresServer,
  tables: readonly Table[],
): Promise<Record<string, number>> {
  const client = await connect({
    endpoint: node.endpoint(),
    credentials: roles.client,
    timeoutMs: 10_000,
  })
  try {
    const counted: Record<string, number> = {}
    for (const { name } of tables) {
      const { rows } = await client.query(`SELECT count(*)::integer AS count FROM ${name}`)
      counted[name] = rows[0].count
    }
    return counted
  } finally {
    hangUp(client)
  }
}

/** The inspection that counts the processors that a node's machine has, for all nodes alike. */
export const PROCESSORS = 'processors'

export function processorsOf(node: Node): Inspection {
  return {
    tool: PROCESSORS,
    of: 'machine',
    node: node.name,
    look: async () => [],
    count: async () => ({
      processors: Number(await runOn(node, ['getconf', '_NPROCESSORS_ONLN'])),
    }),
  }
}
