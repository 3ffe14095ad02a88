import { z } from 'zod'
import {
  firstProcess,
  restart as restartServer,
  shutdownModes,
} from '../databases/postgres/restart.ts'
import { faultKind } from './kind.ts'
import { answeringServer, isUnmanaged } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** What an operator does for a setting or an update: nobody takes the server's place meanwhile. */
export const restart = faultKind({
  verb: 'restart',
  about:
    'a database server is shut down, as `mode` has it, and started again; sessions end, and the operator waits for it',
  target: 'node',
  settings: z.strictObject({ mode: z.enum(shutdownModes).default('fast') }),
  reaches: isUnmanaged,
  make: (target, { mode }) => ({
    needs: ['exec'],
    // It is over when it is done.
    lastsMs: 0,
    async inject(context) {
      const { cluster, random, exclusively } = context
      const node = nodeAt(target, cluster, random)
      const blow = () =>
        exclusively(async () => {
          const server = await answeringServer(cluster, node)
          const before = await firstProcess(server)
          await restartServer(server, mode)
          return { before, after: await firstProcess(server) }
        })
      const { blow: told, detail } = await strike(context, node, { leadMs: 0 }, blow)
      return {
        nodes: [node.name],
        undo: async () => {},
        detail,
        effect: async () => ({
          took: told.after !== told.before,
          by: { process: told.after, before: told.before },
        }),
      }
    },
  }),
})
