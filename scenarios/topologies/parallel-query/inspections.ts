import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { connect, hangUp, type ConnectOptions } from '../../databases/postgres/connect.ts'

/** The inspection that counts what a server has of the tables that lie in parts, or shows of them. */
export const PARTS = 'parts of tables'

export function partsOf(
  server: PostgresServer,
  tables: readonly Table[],
  counting: (table: Table) => string = countingRows,
): Inspection {
  const parted = tables.filter(({ whole }) => !whole)
  return {
    tool: PARTS,
    of: 'parts',
    node: server.node.name,
    look: async () => [],
    count: () => countRows(server, parted, counting),
  }
}

export const countingRows = ({ name }: Table) => `SELECT count(*)::integer AS count FROM ${name}`

/** Whoever sets up or looks on is at a server itself. */
export function clientOf({ node, roles }: PostgresServer): ConnectOptions {
  return { endpoint: node.endpoint(), credentials: roles.client, timeoutMs: 10_000 }
}

/** As a client, for who administers is nobody to the shards. */
async function countRows(
  server: PostgresServer,
  tables: readonly Table[],
  counting: (table: Table) => string,
): Promise<Record<string, number>> {
  const client = await connect(clientOf(server))
  try {
    const counted: Record<string, number> = {}
    for (const table of tables) {
      const { rows } = await client.query(counting(table))
      counted[table.name] = rows[0].count
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
