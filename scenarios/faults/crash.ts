import { z } from 'zod'
import { faultKind } from './kind.ts'
import { isDatabase } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** Too short for anybody to give the server up, and long enough for the answers that were under way to arrive. */
export const DOWN_MS = 100

/** What a server recovers from by itself: its node goes on, and nobody takes its place. */
export const crash = faultKind({
  verb: 'crash',
  about: 'kill -9 of all that a database server does; it starts again by itself 100 ms later',
  target: 'node',
  settings: z.strictObject({}),
  reaches: isDatabase,
  make: (target) => ({
    needs: ['exec'],
    lastsMs: DOWN_MS,
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const { blow, detail } = await strike(context, node, { leadMs: 0 }, () => cluster.crash(node))
      return { nodes: [node.name], ...blow, detail }
    },
  }),
})
