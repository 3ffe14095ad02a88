import { carriedBy, carrying, withoutOne, type Way } from '../../runner/network/shapes.ts'
import { randomFrom, type Random } from '../../runner/random.ts'
import type { Cluster } from '../../runner/topology.ts'
import { ALL, namesOf, RANDOM, type Layout } from '../topologies/topology.ts'

/** Who there is and who connects to whom: of a cluster, or of a layout before anything starts. */
export interface Net {
  nodes: readonly string[]
  links: readonly Way[]
}

/** Whose messages are lost, of a node that the target means (or of none) among all. */
export type Shape = (node: string, net: Net, random: Random) => Way[]

/** So many draws of a shape that chance has a part in are tried before it is believed. */
const DRAWS = 64

export function netOf({ nodes, links }: Cluster): Net {
  return { nodes: nodes.map(({ name }) => name), links: links.all() }
}

/** Who reaches nodes over links of their own without being one. */
export function outsidersOf({ nodes, links }: Net): string[] {
  return [...new Set(links.map(({ from }) => from))].filter((name) => !nodes.includes(name))
}

export function everybody(net: Net): string[] {
  return [...outsidersOf(net), ...net.nodes]
}

/** What a shape loses: where no link leads, nothing is sent. */
export function lostBy(shape: Shape, node: string, net: Net, random: Random): Way[] {
  return carriedBy(net.links, shape(node, net, random))
}

/** What a node sends to the other nodes. */
export function sentBy(node: string, { nodes, links }: Net): Way[] {
  return carriedBy(
    links,
    withoutOne(nodes, node).map((to) => ({ from: node, to })),
  )
}

/** Whether a shape loses something whichever node the target means, and whatever chance chooses. */
export function isFelt(shape: Shape, target: string, layout: Layout): boolean {
  const net = { nodes: namesOf(layout), links: layout.links }
  const nodes = target === '' ? [''] : nodesMeant(target, layout)
  const isCarried = carrying(net.links)
  return nodes.every((node) => {
    let isByChance = false
    const random = new Proxy(randomFrom(0), {
      get(chance, way: keyof Random) {
        isByChance = true
        return chance[way]
      },
    })
    const isLost = () => shape(node, net, random).some(isCarried)
    // What chance has no part in is the same each time.
    return isLost() && (!isByChance || Array.from({ length: DRAWS }).every(isLost))
  })
}

/** Each node that a name or a role may mean, by who has the role to begin with. */
export function nodesMeant(target: string, { nodes }: Layout): string[] {
  return nodes
    .filter(({ name, role }) => [name, role, RANDOM, ALL].includes(target))
    .map(({ name }) => name)
}
