import { z } from 'zod'
import { hangUp } from '../databases/postgres/connect.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { repeat } from './repeated.ts'
import { serverOf, takesClients } from './servers.ts'
import { nodeAt } from './targets.ts'

/** All that was changed goes to the disk at once, and each page goes whole into WAL again after it. */
export const checkpointStorm = faultKind({
  verb: 'checkpoint-storm',
  about: 'one checkpoint after the other, `every` ms after the last is complete',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({ every: z.coerce.number().int().min(1).max(60_000).default(100) }),
  reaches: takesClients,
  make: (target, { every }) => ({
    needs: [],
    async inject({ cluster, random, over }) {
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      let checkpoints = 0
      const round = async () => void ((await checkpoint(server)) && checkpoints++)
      const storm = repeat(round, every, over)
      return {
        nodes: [node.name],
        undo: storm.end,
        async effect() {
          await storm.end()
          return { took: checkpoints > 0, by: { checkpoints } }
        },
      }
    },
  }),
})

/** Whether there is a new one in the server's control file: a standby makes none where its primary made none. */
async function checkpoint(server: PostgresServer): Promise<boolean> {
  const session = await server.connect()
  const last = async () => {
    const text = 'SELECT checkpoint_lsn::text AS lsn FROM pg_control_checkpoint()'
    return (await session.query<{ lsn: string }>(text)).rows[0].lsn
  }
  try {
    const before = await last()
    await session.query('CHECKPOINT')
    return (await last()) !== before
  } finally {
    hangUp(session)
  }
}
