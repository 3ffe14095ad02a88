import { z } from 'zod'
import { groupsOf } from '../../runner/groups.ts'
import { faultKind } from './kind.ts'
import { down, putInto } from './node-state.ts'
import { everyNode } from './targets.ts'
import { strike } from './strike.ts'

/** As a server that crashed: too short for anybody to give a primary up for whom nobody could take its place. */
const DOWN_MS = 100

/** What the primary and all that could take its place meet at once: nobody goes on, and each comes back from its disk. */
export const blackout = faultKind({
  verb: 'blackout',
  about: 'kill -9 of everything on all nodes at once; 100 ms later each starts again with its disk',
  target: 'none',
  leastNodes: 2,
  settings: z.strictObject({}),
  make: () => ({
    needs: ['kill'],
    lastsMs: DOWN_MS,
    async inject(context) {
      const { cluster } = context
      const primary = groupsOf(cluster).at(0)?.primary() ?? cluster.nodes[0].name
      const { nodes } = cluster
      const { blow, detail } = await strike(context, cluster.node(primary), { leadMs: 0 }, () =>
        putInto(down, nodes, () => Promise.all(nodes.map((node) => node.kill()))),
      )
      return {
        nodes: everyNode(cluster),
        undo: async () => {},
        effect: async () => blow,
        detail,
      }
    },
  }),
})
