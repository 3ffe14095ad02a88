import type { Random } from '../random.ts'

/** What `from` sends to `to`: each is the name of a node, or that of someone outside of the cluster. */
export interface Way {
  from: string
  to: string
}

/** Who reaches nodes over links of their own without being one. */
export const outsiders: readonly string[] = ['clients', 'operator']

export function isOutsider(name: string): boolean {
  return outsiders.includes(name)
}

/** Everything that these and those send each other. */
export function between(these: readonly string[], those: readonly string[]): Way[] {
  return these.flatMap((one) =>
    those.flatMap((other) => [
      { from: one, to: other },
      { from: other, to: one },
    ]),
  )
}

export function withoutOne(nodes: readonly string[], one: string): string[] {
  return nodes.filter((node) => node !== one)
}

export const wayText = ({ from, to }: Way): string => `${from} to ${to}`

/** Those of the ways that a link leads along, whichever of its ends connects. */
export function carriedBy(links: readonly Way[], ways: readonly Way[]): Way[] {
  return ways.filter(carrying(links))
}

/** The same of one way, for whoever asks of many. */
export function carrying(links: readonly Way[]): (way: Way) => boolean {
  const led = new Set<string>()
  for (const { from, to } of links)
    led.add(wayText({ from, to })).add(wayText({ from: to, to: from }))
  return (way) => led.has(wayText(way))
}

/** A node alone: nobody hears it, inside of the cluster or outside, and it hears nobody. */
export function isolation(node: string, everybody: readonly string[]): Way[] {
  return between([node], withoutOne(everybody, node))
}

/** Everybody sends to a node in vain (`in`), or it sends to everybody in vain (`out`). */
export function oneWay(node: string, everybody: readonly string[], lost: 'in' | 'out'): Way[] {
  return isolation(node, everybody).filter(({ from }) => (from === node) === (lost === 'out'))
}

/** Two groups of nodes, as equal as can be, that can't reach each other; everybody outside reaches both. */
export function halves(nodes: readonly string[], random: Random): Way[] {
  const shuffled = random.shuffle(nodes)
  const middle = Math.floor(nodes.length / 2)
  return between(shuffled.slice(0, middle), shuffled.slice(middle))
}

/** The largest group that is no majority, with `node` in it, cut off from the majority. */
export function minority(node: string, nodes: readonly string[], random: Random): Way[] {
  const others = random.shuffle(withoutOne(nodes, node))
  const companions = Math.ceil(nodes.length / 2) - 2
  return between([node, ...others.slice(0, companions)], others.slice(companions))
}

/** The other nodes in two halves that can't reach each other; `node` reaches both. */
export function bridge(node: string, nodes: readonly string[], random: Random): Way[] {
  return halves(withoutOne(nodes, node), random)
}

/**
 * In a random ring each node hears just so many of its neighbours that they are a majority with it, and no two nodes
 * hear the same majority; after Jepsen's majorities-ring. Where a majority is even, one side of it is heard further.
 */
export function ring(nodes: readonly string[], random: Random): Way[] {
  const around = random.shuffle(nodes)
  const heard = Math.floor(nodes.length / 2)
  const behind = Math.floor(heard / 2)
  return around.flatMap((to, place) =>
    around
      .filter((_, other) => {
        const distance = (other - place + behind + nodes.length) % nodes.length
        return distance > heard
      })
      .map((from) => ({ from, to })),
  )
}
