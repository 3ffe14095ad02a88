import type { Link } from '../../runner/network/link.ts'
import { isOutsider } from '../../runner/network/shapes.ts'
import type { Random } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { linkGroups } from './kind.ts'

/** The node that a target means at this moment: a name, the primary, or any one standby. */
export function nodeAt(target: string, cluster: Cluster, random: Random): Node {
  if (target === 'primary') return cluster.primary()
  if (target === 'standby') return random.pick(cluster.standbys())
  return cluster.node(target)
}

/** The links that targets (`a+b`) mean at this moment; those of a node are all that begin or end there. */
export function linksAt(targets: string, cluster: Cluster, random: Random): Link[] {
  return [...new Set(targets.split('+').flatMap((target) => linksOf(target, cluster, random)))]
}

function linksOf(target: string, cluster: Cluster, random: Random): Link[] {
  const { links } = cluster
  if (linkGroups.includes(target)) return links.all().filter(({ from }) => isIn(target, from))
  const link = links.all().find(({ name }) => name === target)
  return link === undefined ? links.touching(nodeAt(target, cluster, random).name) : [link]
}

function isIn(group: string, from: string): boolean {
  if (group === 'all') return true
  return group === 'replication' ? !isOutsider(from) : from === group
}

/** The nodes at the ends of links. */
export function nodesOf(links: readonly Link[], cluster: Cluster): string[] {
  const ends = new Set(links.flatMap(({ from, to }) => [from, to]))
  return everyNode(cluster).filter((name) => ends.has(name))
}

export function everyNode({ nodes }: Cluster): string[] {
  return nodes.map(({ name }) => name)
}
