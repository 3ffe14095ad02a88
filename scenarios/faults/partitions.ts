import { z } from 'zod'
import type { Aim, FaultContext, Injection } from '../../runner/fault.ts'
import type { LossMeans } from '../../runner/network/links.ts'
import {
  between,
  bridge,
  halves,
  minority,
  ring,
  wayText,
  withoutOne,
} from '../../runner/network/shapes.ts'
import type { Layout } from '../topologies/topology.ts'
import { disksBeyond } from './disks-beyond.ts'
import { isolated, oneWayIsolated } from './isolation.ts'
import { aimOf, aimOfSplit, faultKind, type FaultKind } from './kind.ts'
import { lossMeans, needsOf } from './loss.ts'
import { isFelt, lostBy, netOf, outsidersOf, type Shape } from './net.ts'
import { nodeAt } from './targets.ts'

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
    reaches: (target, layout) => isFelt(shape, target, layout),
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
  const net = netOf(cluster)
  const node = target === '' ? undefined : nodeAt(target, cluster, random)
  const lost = lostBy(shape, node?.name ?? '', net, random)
  const loss = await cluster.links.lose(lost, by)
  const nodes = node ? [node.name] : [...net.nodes]
  return { nodes, ...loss, detail: { lost: lost.map(wayText), ...disksBeyond(cluster, lost) } }
}

const ofAll = { target: 'none', leastNodes: 2 } as const

/** That a node, or whoever is with it, loses the others: nothing to say of one that is neither primary nor standby. */
const aimOfLoss = (target: string, layout: Layout) => aimOf(target, layout) && aimOfSplit(layout)

export const partitions: FaultKind[] = [
  isolated,
  partition(
    'partition-clients',
    'a node, the primary by default, is cut off from clients and operator only',
    (node, net) => between([node], outsidersOf(net)),
    (target, layout) => (aimOf(target, layout) === 'failover' ? 'failover' : undefined),
    { defaultTarget: 'primary' },
  ),
  partition(
    'partition-standbys',
    'a node, the primary by default, is cut off from the other nodes only',
    (node, { nodes }) => between([node], withoutOne(nodes, node)),
    aimOfLoss,
    { defaultTarget: 'primary' },
  ),
  partition(
    'halves',
    'the nodes in two random groups that can’t reach each other',
    (_, { nodes }, random) => halves(nodes, random),
    (_, layout) => aimOfSplit(layout),
    ofAll,
  ),
  partition(
    'minority',
    'the largest group that is no majority, with this node in it, cut off from the others',
    (node, { nodes }, random) => minority(node, nodes, random),
    aimOfLoss,
    { leastNodes: 3 },
  ),
  partition(
    'bridge',
    'two groups that can’t reach each other; this node reaches both',
    (node, { nodes }, random) => bridge(node, nodes, random),
    // A bridge that is the primary itself leaves it all its standbys.
    (target, layout) => (aimOf(target, layout) === 'failover' ? undefined : aimOfSplit(layout)),
    { leastNodes: 3 },
  ),
  partition(
    'ring',
    'each node hears a majority of the nodes, and no two the same',
    (_, { nodes }, random) => ring(nodes, random),
    (_, layout) => aimOfSplit(layout),
    { ...ofAll, leastNodes: 3 },
  ),
  oneWayIsolated,
]
