import { z } from 'zod'
import { resetWal } from '../databases/postgres/reset-wal.ts'
import { aimOf, faultKind } from './kind.ts'
import { beginsAs, groupOf, serverOf } from './servers.ts'
import { nodeAt } from './targets.ts'

/** Whose position is then ahead of all that was ever written, and who misses what it had not replayed. */
export const resetStandbysWal = faultKind({
  verb: 'reset-wal',
  about:
    'a standby is stopped, its WAL thrown away by pg_resetwal, and started again: ahead of all others by its position alone',
  target: 'node',
  settings: z.strictObject({}),
  reaches: (target, layout) => beginsAs('standby', target, layout),
  make: (target, _, layout) => ({
    needs: ['exec', 'client-programs'],
    aim: aimOf(target, layout),
    async inject({ cluster, random }) {
      const group = groupOf(cluster)
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      const before = await server.position()
      await server.stop()
      await resetWal(server)
      await server.start()
      return {
        nodes: [node.name],
        effect: async () => {
          const { lsnBytes } = await server.position()
          const ahead =
            lsnBytes - (await serverOf(cluster, { name: group.primary() }).position()).lsnBytes
          const aheadOfThePrimaryBytes = ahead
          return {
            took: lsnBytes > before.lsnBytes,
            by: { movedBytes: lsnBytes - before.lsnBytes, aheadOfThePrimaryBytes },
          }
        },
        undo: async () => group.copyAnew(node),
      }
    },
  }),
})
