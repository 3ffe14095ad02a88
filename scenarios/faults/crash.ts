import { z } from 'zod'
import type { Layout } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'
import { nodesMeant } from './net.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** Clients ask for databases alone, by the port that a machine has if nothing else is told of it. */
function isDatabase(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  return layout.machines.every(({ name, ports }) => !meant.includes(name) || ports === undefined)
}

/** What a server survives by itself: its machine goes on, so that nobody has to take its place. */
export const crash = faultKind({
  verb: 'crash',
  about:
    'kill -9 of one process of a database server, which ends all its others and starts again by itself',
  target: 'node',
  leastNodes: 1,
  settings: z.strictObject({}),
  reaches: isDatabase,
  make: (target) => ({
    needs: ['exec'],
    async inject(context) {
      const { cluster, random, exclusively } = context
      // An operator that finds it starting asks once more when it is its turn.
      return exclusively(async () => {
        const node = nodeAt(target, cluster, random)
        const { detail } = await strike(context, node, { leadMs: 0 }, () => cluster.crash(node))
        return { nodes: [node.name], undo: async () => {}, detail }
      })
    },
  }),
})
