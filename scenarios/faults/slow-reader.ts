import { z } from 'zod'
import type { FaultContext, Injection } from '../../runner/fault.ts'
import type { ServerGroup } from '../databases/postgres/server-group.ts'
import { clientsReach } from './clients.ts'
import { faultKind } from './kind.ts'
import { answeringServer, isDatabase } from './servers.ts'
import { nodeAt } from './targets.ts'

/** A client that asks for much and hardly reads: its server holds a snapshot, and half an answer, for as long. */
export const slowReader = faultKind({
  verb: 'slow-reader',
  about:
    'a client asks a node for 64 MB and reads so many kilobytes a second, so that the server waits for it with a snapshot open',
  target: 'node',
  settings: z.strictObject({ kilobytes: z.coerce.number().int().min(1).max(1_000).default(16) }),
  reaches: (target, layout) => isDatabase(target, layout) && clientsReach(target, layout),
  make: (target, { kilobytes }) => ({
    needs: [],
    inject: (context) => dawdle(target, kilobytes * 1000, context),
  }),
})

async function dawdle(
  target: string,
  bytesPerSecond: number,
  { cluster, random }: FaultContext,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const server = await answeringServer(cluster, node)
  const reading = await (cluster as ServerGroup).readSlowly(node, bytesPerSecond)
  return {
    nodes: [node.name],
    undo: async () => reading.close(),
    async effect() {
      const [row] = await server.query<{ waits: boolean; seconds: number }>(
        `SELECT wait_event = 'ClientWrite' AS waits,
                extract(epoch FROM now() - query_start)::float8 AS seconds
         FROM pg_stat_activity WHERE pid = $1`,
        [reading.pid],
      )
      const by = { bytesRead: reading.bytesRead(), snapshotSeconds: row?.seconds ?? 0 }
      return { took: row?.waits ?? false, by }
    },
  }
}
