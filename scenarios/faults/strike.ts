import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Fault, FaultContext } from '../../runner/fault.ts'
import { groupLedBy } from '../../runner/groups.ts'
import type { LossMeans } from '../../runner/network/links.ts'
import type { Way } from '../../runner/network/shapes.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Undo } from '../../runner/undo.ts'
import { heldAt } from './held.ts'
import { aimOf } from './kind.ts'
import type { Layout } from '../topologies/topology.ts'
import { netOf, sentBy } from './net.ts'

/** How long the primary goes on alone before it is struck, as a setting; 0 strikes everything at once. */
export const lead = z.coerce.number().int().min(0).max(60_000).default(400)

/** What comes of striking a node, and how long that is prepared. */
export function aimed(
  target: string,
  layout: Layout,
  leadMs: number,
): Pick<Fault, 'aim' | 'leadMs'> {
  const aim = aimOf(target, layout)
  return { aim, leadMs: aim === 'failover' ? leadMs : 0 }
}

/** A blow that fell, for the history and for whoever takes it back. */
export interface Struck<T> {
  /** What the blow itself told. */
  blow: T
  /** Takes back that the primary went on alone; nothing to do where it didn't. */
  rejoinStandbys: Undo
  detail: Record<string, unknown>
}

/**
 * Strikes a node. The network between a primary and its standbys fails `leadMs` before, as when a rack loses its switch
 * and then its power: the order of failures in which it shows whether anybody waited for a standby. What the primary
 * held back at the last moment is asked and told, for without it a run proves nothing of the wait.
 */
export async function strike<T>(
  { cluster, now, over }: FaultContext,
  node: Node,
  { leadMs, by = 'proxy' }: { leadMs: number; by?: LossMeans },
  blow: () => Promise<T>,
): Promise<Struck<T>> {
  const group = groupLedBy(node.name, cluster)
  if (group === undefined) {
    return { blow: await blow(), rejoinStandbys: async () => {}, detail: {} }
  }
  // What standbys send still arrives: else commits whose WAL they have would wait, and nothing new be begun beyond it.
  const unheard = sentToOthers(node, cluster)
  const goesOnAlone = leadMs > 0 && unheard.length > 0
  const cutAtNs = now()
  const { undo: heal } = goesOnAlone
    ? await cluster.links.lose(unheard, by)
    : { undo: async () => {} }
  try {
    if (goesOnAlone) await sleep(leadMs, undefined, { signal: over })
    const held = await heldAt(group)
    const struckAtNs = now()
    const told = await blow()
    const cut = goesOnAlone ? { cutAtNs } : {}
    // Whoever took this node's place meanwhile holds its own commits back.
    const before = held?.node === node.name ? held : undefined
    return { blow: told, rejoinStandbys: heal, detail: { ...cut, struckAtNs, before } }
  } catch (error) {
    await heal()
    throw error
  }
}

/**
 * What a node sends to other nodes but to those that come to it as clients do, for these hear what it answers last, and to
 * whoever serves its disk or watches over its manager: without these it does not go on, and no connection outlives a loss.
 */
function sentToOthers(node: Node, cluster: Cluster): Way[] {
  const asking = cluster.links.touching(node.name).filter((link) => link.asClient)
  const stillHear = [...asking.map(({ from }) => from), cluster.diskOf?.(node)?.disk.node.name]
  const managed = cluster.managed?.find((group) => group.primary() === node.name)
  const others = managed?.members ?? cluster.nodes.map(({ name }) => name)
  return sentBy(node.name, netOf(cluster)).filter(
    ({ to }) => others.includes(to) && !stillHear.includes(to),
  )
}
