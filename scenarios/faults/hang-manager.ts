import { z } from 'zod'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { faultKind } from './kind.ts'
import { managerProcesses, refuseSilent, signal } from './manager-processes.ts'
import { isDatabase } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** What keeps a manager from its work and its server from nothing: a bug, an operator's signal, a want of memory. */
export const hangManager = faultKind({
  verb: 'hang-manager',
  about:
    'the failover manager of a node hangs, while its database server goes on; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ lead }),
  reaches: (target, layout) => layout.manager?.process !== undefined && isDatabase(target, layout),
  make: (target, { lead: leadMs }, layout) => ({
    needs: ['exec'],
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      await refuseSilent(node)
      const process = layout.manager!.process!
      const { blow, rejoinStandbys, detail } = await strike(context, node, { leadMs }, async () => {
        const before = await hung(node, process)
        await signal(node, process, 'STOP')
        return { processesHung: await hung(node, process), before }
      })
      return {
        nodes: [node.name],
        detail,
        async undo() {
          await rejoinStandbys()
          // Whoever was killed meanwhile starts anew as the cluster heals.
          if (await node.running()) await signal(node, process, 'CONT')
        },
        effect: async () => ({ took: blow.processesHung > blow.before, by: blow }),
      }
    },
  }),
})

/** How many of its processes stand still. */
async function hung(node: Node, process: string): Promise<number> {
  return (await managerProcesses(node, process)).hung
}
