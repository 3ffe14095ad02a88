import { z } from 'zod'
import type { Injection } from '../../runner/fault.ts'
import type { DetachMeans, LossMeans } from '../../runner/network/links.ts'
import {
  between,
  bridge,
  halves,
  isolation,
  minority,
  oneWay,
  outsiders,
  ring,
  withoutOne,
  type Way,
} from '../../runner/network/shapes.ts'
import type { Random } from '../../runner/random.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { rejoinAll, type Cluster } from '../../runner/topology.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { everyNode, nodeAt } from './targets.ts'

/** Whose messages are lost, of a node that the target means (or of none) among all nodes. */
type Shape = (node: string, nodes: string[], random: Random) => Way[]

/** What is to lose the messages, as a setting. */
export const lossMeans = z.enum(['proxy', 'packets']).default('proxy')

export function needsOf(by: LossMeans | DetachMeans): Capability[] {
  if (by === 'proxy') return []
  return by === 'packets' ? ['packet-filter'] : ['node-network']
}

/** A partition between the nodes that a shape chooses; whoever it left behind takes its place again afterwards. */
function partition(
  verb: string,
  about: string,
  shape: Shape,
  more: Partial<Pick<FaultKind, 'target' | 'defaultTarget' | 'leastNodes'>> = {},
): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'node',
    ...more,
    settings: z.strictObject({ by: lossMeans }),
    make: (target, { by }) => ({
      needs: needsOf(by),
      inject: (cluster, random) => lose(cluster, random, target, shape, by),
    }),
  })
}

async function lose(
  cluster: Cluster,
  random: Random,
  target: string,
  shape: Shape,
  by: LossMeans,
): Promise<Injection> {
  const all = everyNode(cluster)
  const node = target === '' ? '' : nodeAt(target, cluster, random).name
  const ways = shape(node, all, random)
  const heal = await cluster.links.lose(ways, by)
  const nodes = node === '' ? all : [node]
  const undo = async () => {
    await heal()
    await rejoinAll(cluster)
  }
  return { nodes, undo, detail: { lost: ways.map(({ from, to }) => `${from} to ${to}`) } }
}

const detachMeans = ['blackhole', 'interface', 'disconnect'] as const

/** The one partition that a whole node's network can make as well: everything of it is gone. */
const isolate = faultKind({
  verb: 'partition',
  about: 'a node is cut off from clients, operator and the other nodes',
  target: 'node',
  settings: z.strictObject({
    by: z.enum([...lossMeans.unwrap().options, ...detachMeans]).default('proxy'),
  }),
  make: (target, { by }) => ({
    needs: needsOf(by),
    async inject(cluster, random) {
      if (by === 'proxy' || by === 'packets') return lose(cluster, random, target, isolation, by)
      const node = nodeAt(target, cluster, random)
      const attach = await cluster.links.detach(node, by)
      const undo = async () => {
        await attach()
        await rejoinAll(cluster)
      }
      return { nodes: [node.name], undo }
    },
  }),
})

const oneWayKind = faultKind({
  verb: 'one-way',
  about: 'all that a node sends is lost, or all that is sent to it',
  target: 'node',
  settings: z.strictObject({ lost: z.enum(['in', 'out']).default('out'), by: lossMeans }),
  make: (target, { lost, by }) => ({
    needs: needsOf(by),
    inject: (cluster, random) =>
      lose(cluster, random, target, (node, nodes) => oneWay(node, nodes, lost), by),
  }),
})

const ofAll = { target: 'none', leastNodes: 2 } as const

export const partitions: FaultKind[] = [
  isolate,
  partition(
    'partition-clients',
    'a node, the primary by default, is cut off from clients and operator only',
    (node) => between([node], outsiders),
    { defaultTarget: 'primary' },
  ),
  partition(
    'partition-standbys',
    'a node, the primary by default, is cut off from the other nodes only',
    (node, nodes) => between([node], withoutOne(nodes, node)),
    { defaultTarget: 'primary' },
  ),
  partition(
    'halves',
    'the nodes in two random groups that can’t reach each other',
    (_, nodes, random) => halves(nodes, random),
    ofAll,
  ),
  partition(
    'minority',
    'the largest group that is no majority, with this node in it, cut off from the others',
    minority,
    { leastNodes: 3 },
  ),
  partition('bridge', 'two groups that can’t reach each other; this node reaches both', bridge, {
    leastNodes: 3,
  }),
  partition(
    'ring',
    'each node hears a majority of the nodes, and no two the same',
    (_, nodes, random) => ring(nodes, random),
    { ...ofAll, leastNodes: 3 },
  ),
  oneWayKind,
]
