import { z } from 'zod'
import { measured } from '../../runner/effect.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import { resetWal } from '../databases/postgres/reset-wal.ts'
import { aimOf, faultKind } from './kind.ts'
import { answeringServer, beginsAs, groupOf } from './servers.ts'
import { nodeAt } from './targets.ts'

/** Who has no WAL left can follow nobody, and starts only as a server of its own: ahead of all others by its position. */
export const resetStandbysWal = faultKind({
  verb: 'reset-wal',
  about:
    'a standby is stopped, its WAL thrown away by pg_resetwal, and started as a server of its own, for it can follow nobody any more',
  target: 'node',
  settings: z.strictObject({}),
  reaches: (target, layout) => beginsAs('standby', target, layout),
  make: (target, _, layout) => ({
    needs: ['exec', 'client-programs'],
    aim: aimOf(target, layout),
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      const group = groupOf(cluster, node)
      const server = await answeringServer(cluster, node)
      const before = await server.position()
      // However far this comes, its data are no good any more.
      group.copyAnew(node)
      await server.stop()
      await resetWal(server)
      await runOn(node, ['rm', '-f', 'data/standby.signal'])
      await server.start()
      // Asked at once, for nothing can be asked of who dies later.
      const effect = await measured(async () => {
        const { standby, lsnBytes } = await server.position()
        const movedBytes = lsnBytes - before.lsnBytes
        return { took: !standby && movedBytes > 0, by: { movedBytes } }
      })
      return {
        nodes: [node.name],
        detail: { away: [node.name] },
        effect: async () => effect,
        // The next heal makes it a copy again.
        undo: async () => {},
      }
    },
  }),
})
