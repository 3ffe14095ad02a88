import { z } from 'zod'
import { measured } from '../../runner/effect.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { answeringServer, takesClients } from './servers.ts'
import { nodeAt } from './targets.ts'

const MEGABYTE = 2 ** 20

/** A server that nobody hears goes on in WAL as far as its clients have it go, whether or not it may answer them. */
export const bulkLoad = faultKind({
  verb: 'bulk-load',
  about:
    'somebody loads so many megabytes at a node that takes writes: they are in its WAL and on its disk, and no standby is waited for',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({ megabytes: z.coerce.number().int().min(1).max(256).default(4) }),
  reaches: takesClients,
  make: (target, { megabytes }) => ({
    needs: [],
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      const server = await answeringServer(cluster, node)
      const before = await server.position()
      await writeWal(server, megabytes)
      const effect = await measured(async () => {
        const { lsnBytes } = await server.position()
        const walBytes = lsnBytes - before.lsnBytes
        return { took: walBytes >= megabytes * MEGABYTE, by: { walBytes, lsnBytes } }
      })
      return { nodes: [node.name], undo: async () => {}, effect: async () => effect }
    },
  }),
})

/** In messages that belong to no transaction, so that they leave nothing in any table. */
async function writeWal(server: PostgresServer, megabytes: number): Promise<void> {
  for (let written = 0; written < megabytes; written++)
    await server.query(
      `SELECT pg_logical_emit_message(false, 'splitbrain', repeat('x', ${MEGABYTE}), true)`,
    )
}
