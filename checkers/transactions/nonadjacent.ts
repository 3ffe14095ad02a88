import { components } from './components.ts'
import { Graph, GraphBuilder, isAntiDependency, LINK, RW } from './graph.ts'
import { Paths, type Step } from './paths.ts'
import type { Start } from './reach.ts'

/** Where the shortest walk is no cycle, others are tried until they took this many edges. */
const TRIED_EDGES = 2_000_000

/**
 * A cycle in which no two rw edges follow each other, though there is at least one: what snapshot isolation forbids.
 * Every node is there twice, for "the step that led here was rw" and "it was not", and only the second has rw edges;
 * then this too is a search for components and a shortest cycle (Cerone and Gotsman, "Analysing Snapshot Isolation",
 * theorem 4.1). `calm` are the kinds of edges that may follow anything.
 */
export function nonadjacentCycle(graph: Graph, calm: number): Step[] | undefined {
  const real = graph.transactions
  const doubled = double(graph, calm)
  const { of } = components(doubled, calm | RW)
  const starts: Start[] = []
  for (let from = 0; from < real; from++)
    for (let edge = doubled.offsets[from]; edge < doubled.offsets[from + 1]; edge++)
      if (doubled.kinds[edge] === RW && of[from] === of[doubled.targets[edge]])
        starts.push({ from, edge })
  const paths = new Paths(doubled)
  const attempt = (some: Start[]) => {
    const walk = paths.shortestCycle(some, RW, calm | RW)
    return (
      walk &&
      simple(walk.map(({ from, to, kinds }) => ({ from: from % real, to: to % real, kinds })))
    )
  }
  const shortest = attempt(starts)
  if (shortest !== undefined) return shortest
  for (const start of starts) {
    if (paths.work > TRIED_EDGES) return undefined
    const cycle = attempt([start])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

function double(graph: Graph, calm: number): Graph {
  const { size, transactions: real, offsets, targets, kinds } = graph
  const builder = new GraphBuilder(2 * real)
  for (let i = 0; i < 2 * (size - real); i++) builder.waypoint()
  const calmly = (v: number) => (v < real ? v : v + real)
  const afterRw = (v: number) => (v < real ? v + real : v + size)
  for (let v = 0; v < size; v++)
    for (let e = offsets[v]; e < offsets[v + 1]; e++) {
      const w = targets[e]
      const kind = kinds[e] & calm
      if (kind !== 0) {
        builder.add(calmly(v), calmly(w), kind)
        builder.add(afterRw(v), calmly(w), kind)
      }
      if (isAntiDependency(kinds[e])) builder.add(calmly(v), afterRw(w), RW)
      if (kinds[e] === LINK) {
        builder.add(calmly(v), calmly(w), LINK)
        builder.add(afterRw(v), afterRw(w), LINK)
      }
    }
  return builder.build()
}

/** The walk may pass a transaction twice; then a part of it is the cycle, if that part still is one of this kind. */
function simple(walk: Step[]): Step[] | undefined {
  const at = new Map<number, number>()
  for (const [i, { from }] of walk.entries()) {
    const before = at.get(from)
    if (before === undefined) {
      at.set(from, i)
      continue
    }
    const inner = walk.slice(before, i)
    const outer = [...walk.slice(0, before), ...walk.slice(i)]
    return [inner, outer]
      .filter(isNonadjacent)
      .map(simple)
      .find((cycle) => cycle !== undefined)
  }
  return walk
}

function isNonadjacent(cycle: Step[]): boolean {
  const rw = cycle.map((step) => step.kinds === RW)
  return rw.includes(true) && !rw.some((is, i) => is && rw[(i + 1) % rw.length])
}
