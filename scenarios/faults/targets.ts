import { MeetsNothing } from '../../runner/fault.ts'
import type { Link } from '../../runner/network/link.ts'
import type { Random } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { ALL, RANDOM } from '../topologies/topology.ts'

/** The node that a target means at this moment: a name, any one that has the role, or any at all; `MeetsNothing` where there is none. */
export function nodeAt(target: string, cluster: Cluster, random: Random): Node {
  const named = cluster.nodes.find(({ name }) => name === target)
  if (named !== undefined) return named
  if (target === RANDOM) return random.pick(cluster.nodes)
  const having = cluster.at(target)
  if (having.length === 0) throw new MeetsNothing(`No node is ${target} at this moment`)
  return random.pick(having)
}

/** The same of a target that may be all of them. */
export function nodesAt(target: string, cluster: Cluster, random: Random): Node[] {
  return target === ALL ? [...cluster.nodes] : [nodeAt(target, cluster, random)]
}

/** The links that targets (`a+b`) mean at this moment; those of a node are all that begin or end there; `MeetsNothing` where one means none. */
export function linksAt(targets: string, cluster: Cluster, random: Random): Link[] {
  return [...new Set(targets.split('+').flatMap((target) => linksOf(target, cluster, random)))]
}

function linksOf(target: string, cluster: Cluster, random: Random): Link[] {
  const { links } = cluster
  const group = links.all().filter((each) => target === 'all' || each.group === target)
  if (group.length > 0) return group
  const link = links.all().find(({ name }) => name === target)
  if (link !== undefined) return [link]
  const { name } = nodeAt(target, cluster, random)
  const touching = links.touching(name)
  if (touching.length === 0) throw new MeetsNothing(`No link begins or ends at ${name}`)
  return touching
}

/** The nodes at the ends of links. */
export function nodesOf(links: readonly Link[], cluster: Cluster): string[] {
  const ends = new Set(links.flatMap(({ from, to }) => [from, to]))
  return everyNode(cluster).filter((name) => ends.has(name))
}

export function everyNode({ nodes }: Cluster): string[] {
  return nodes.map(({ name }) => name)
}
