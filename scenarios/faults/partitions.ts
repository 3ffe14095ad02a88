import { z } from 'zod'
import type { Aim, FaultContext, Injection } from '../../runner/fault.ts'
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
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import type { Layout } from '../topologies/topology.ts'
import { aimOf, faultKind, type FaultKind } from './kind.ts'
import { aimed, lead, strike } from './strike.ts'
import type { Undo } from '../../runner/undo.ts'
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
  aim: (target: string, layout: Layout) => Aim | undefined,
  more: Partial<Pick<FaultKind, 'target' | 'defaultTarget' | 'leastNodes'>> = {},
): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'node',
    ...more,
    settings: z.strictObject({ by: lossMeans }),
    make: (target, { by }, layout) => ({
      needs: needsOf(by),
      aim: aim(target, layout),
      inject: (context) => lose(context, target, shape, by),
    }),
  })
}

async function lose(
  context: FaultContext,
  target: string,
  shape: Shape,
  by: LossMeans,
): Promise<Injection> {
  const { cluster, random } = context
  const all = everyNode(cluster)
  const node = target === '' ? undefined : nodeAt(target, cluster, random)
  const ways = shape(node?.name ?? '', all, random)
  const undo = await cluster.links.lose(ways, by)
  return { nodes: node ? [node.name] : all, undo, detail: { lost: waysText(ways) } }
}

const waysText = (ways: readonly Way[]): string[] => ways.map(({ from, to }) => `${from} to ${to}`)

function inOrder(...heals: Undo[]): Undo {
  return async () => {
    for (const heal of heals) await heal()
  }
}

/** Cuts a node off; a primary loses its standbys first, until the blow or until the undo. */
async function isolated(
  context: FaultContext,
  node: Node,
  { until, ...how }: { leadMs: number; by?: LossMeans; until: 'blow' | 'undo' },
  cut: () => Promise<Undo>,
  detail: Record<string, unknown>,
): Promise<Injection> {
  let heal: Undo = async () => {}
  const struck = await strike(context, node, how, async () => {
    heal = await cut()
  })
  const isBack = until === 'blow'
  if (isBack) await struck.rejoinStandbys()
  return {
    nodes: [node.name],
    undo: isBack ? heal : inOrder(heal, struck.rejoinStandbys),
    detail: { ...detail, ...struck.detail },
  }
}

const detachMeans = ['blackhole', 'interface', 'disconnect'] as const

/** The one partition that a whole node's network can make as well: everything of it is gone. */
const isolate = faultKind({
  verb: 'partition',
  about:
    'a node is cut off from clients, operator and the other nodes; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({
    lead,
    by: z.enum([...lossMeans.unwrap().options, ...detachMeans]).default('proxy'),
  }),
  make: (target, { by, lead: leadMs }, layout) => ({
    needs: needsOf(by),
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const { links } = cluster
      const node = nodeAt(target, cluster, random)
      if (by !== 'proxy' && by !== 'packets')
        return isolated(context, node, { leadMs, until: 'undo' }, () => links.detach(node, by), {})
      const ways = isolation(node.name, everyNode(cluster))
      const how = { leadMs, by, until: 'undo' } as const
      return isolated(context, node, how, () => links.lose(ways, by), { lost: waysText(ways) })
    },
  }),
})

const oneWayKind = faultKind({
  verb: 'one-way',
  about:
    'all that a node sends is lost, or all that is sent to it; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ lost: z.enum(['in', 'out']).default('out'), lead, by: lossMeans }),
  make: (target, { lost, lead: leadMs, by }, layout) => ({
    needs: needsOf(by),
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const ways = oneWay(node.name, everyNode(cluster), lost)
      // Once it is struck only one way is lost.
      const how = { leadMs, by, until: 'blow' } as const
      const lose = () => cluster.links.lose(ways, by)
      return isolated(context, node, how, lose, { lost: waysText(ways) })
    },
  }),
})

const ofAll = { target: 'none', leastNodes: 2 } as const

export const partitions: FaultKind[] = [
  isolate,
  partition(
    'partition-clients',
    'a node, the primary by default, is cut off from clients and operator only',
    (node) => between([node], outsiders),
    (target, layout) => (aimOf(target, layout) === 'failover' ? 'failover' : undefined),
    { defaultTarget: 'primary' },
  ),
  partition(
    'partition-standbys',
    'a node, the primary by default, is cut off from the other nodes only',
    (node, nodes) => between([node], withoutOne(nodes, node)),
    () => 'standbys away',
    { defaultTarget: 'primary' },
  ),
  partition(
    'halves',
    'the nodes in two random groups that can’t reach each other',
    (_, nodes, random) => halves(nodes, random),
    () => 'standbys away',
    ofAll,
  ),
  partition(
    'minority',
    'the largest group that is no majority, with this node in it, cut off from the others',
    minority,
    () => 'standbys away',
    { leastNodes: 3 },
  ),
  partition(
    'bridge',
    'two groups that can’t reach each other; this node reaches both',
    bridge,
    // A bridge that is the primary itself leaves it all its standbys.
    (target, layout) => (aimOf(target, layout) === 'failover' ? undefined : 'standbys away'),
    { leastNodes: 3 },
  ),
  partition(
    'ring',
    'each node hears a majority of the nodes, and no two the same',
    (_, nodes, random) => ring(nodes, random),
    () => 'standbys away',
    { ...ofAll, leastNodes: 3 },
  ),
  oneWayKind,
]
