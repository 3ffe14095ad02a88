import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import type { Disturbance } from '../../runner/disturbance.ts'
import type { FaultContext, Injection } from '../../runner/fault.ts'
import type { DetachMeans, LossMeans } from '../../runner/network/links.ts'
import { isolation, oneWay, wayText } from '../../runner/network/shapes.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Undo } from '../../runner/undo.ts'
import { disksBeyond } from './disks-beyond.ts'
import { faultKind } from './kind.ts'
import { lossMeans, needsOf } from './loss.ts'
import { everybody, isFelt, lostBy, netOf, type Shape } from './net.ts'
import type { Layout } from '../topologies/topology.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** A node without anybody. */
export const alone: Shape = (node, net) => isolation(node, everybody(net))

function inOrder(...heals: Undo[]): Undo {
  return async () => {
    for (const heal of heals) await heal()
  }
}

/** Cuts a node off; a primary loses its standbys first, until the blow or until the undo. */
async function cutOff(
  context: FaultContext,
  node: Node,
  { until, ...how }: { leadMs: number; by?: LossMeans; until: 'blow' | 'undo' },
  cut: () => Promise<Disturbance>,
  detail: Record<string, unknown>,
): Promise<Injection> {
  const struck = await strike(context, node, how, cut)
  const { undo: heal, effect } = struck.blow
  const isBack = until === 'blow'
  if (isBack) await struck.rejoinStandbys()
  return {
    nodes: [node.name],
    undo: isBack ? heal : inOrder(heal, struck.rejoinStandbys),
    effect,
    detail: { ...detail, ...struck.detail },
  }
}

/** Whether links of ours can leave a node alone. */
export function canBeAlone(target: string, layout: Layout): boolean {
  return !layout.foreign && isFelt(alone, target, layout)
}

const detachMeans = ['blackhole', 'interface', 'disconnect'] as const

/** The one partition that a whole node's network can make as well: everything of it is gone. */
export const isolated = faultKind({
  verb: 'partition',
  about:
    'a node is cut off from clients, operator and the other nodes; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({
    lead,
    by: z.enum([...lossMeans.unwrap().options, ...detachMeans]).default('proxy'),
  }),
  reaches: (target, layout) => layout.foreign || isFelt(alone, target, layout),
  make(target, { by: wanted, lead: leadMs }, layout) {
    const by = meansIn(layout, wanted)
    return {
      needs: needsOf(by),
      ...aimed(target, layout, leadMs),
      async inject(context) {
        const { cluster, random } = context
        const { links } = cluster
        const node = nodeAt(target, cluster, random)
        const lost = lostBy(alone, node.name, netOf(cluster), random)
        const disks = disksBeyond(cluster, lost)
        if (by !== 'proxy' && by !== 'packets') {
          const how = { leadMs, until: 'undo' } as const
          return cutOff(context, node, how, () => links.detach(node, by), disks)
        }
        const how = { leadMs, by, until: 'undo' } as const
        const detail = { lost: lost.map(wayText), ...disks }
        return cutOff(context, node, how, () => links.lose(lost, by), detail)
      },
    }
  },
})

/** Where nodes talk past our links, nothing but what takes them off their network leaves one alone. */
function meansIn({ foreign }: Layout, wanted: LossMeans | DetachMeans): LossMeans | DetachMeans {
  if (!foreign || wanted === 'disconnect') return wanted
  if (wanted === 'proxy') return 'disconnect'
  throw new SplitbrainError(
    'usage',
    `Its network is not ours to change by ${wanted}: leave out by, for the hook partition or the engine takes a node off it.`,
  )
}

export const oneWayIsolated = faultKind({
  verb: 'one-way',
  about:
    'all that a node sends is lost, or all that is sent to it; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ lost: z.enum(['in', 'out']).default('out'), lead, by: lossMeans }),
  // A link carries both ways, so that one of them is felt where the other is.
  reaches: canBeAlone,
  make: (target, { lost, lead: leadMs, by }, layout) => ({
    needs: needsOf(by),
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const shape: Shape = (name, net) => oneWay(name, everybody(net), lost)
      const ways = lostBy(shape, node.name, netOf(cluster), random)
      // Once it is struck only one way is lost.
      const how = { leadMs, by, until: 'blow' } as const
      const lose = () => cluster.links.lose(ways, by)
      const detail = { lost: ways.map(wayText), ...disksBeyond(cluster, ways) }
      return cutOff(context, node, how, lose, detail)
    },
  }),
})
