import { components } from './components.ts'
import {
  type Graph,
  IMPLIED,
  induced,
  isAntiDependency,
  PROCESS,
  REALTIME,
  RW,
  withImplied,
  WR,
  WW,
} from './graph.ts'
import { impliedAnomalies, ruledOut } from './models.ts'
import { nonadjacentCycle } from './nonadjacent.ts'
import { Paths, type Step } from './paths.ts'
import { closing, membersOf, type Start } from './reach.ts'

/** A cycle found when looking for this anomaly. */
export interface Cycle {
  name: string
  steps: Step[]
}

type Search = (paths: Paths, timed: number) => Step[] | undefined

/** The cycles that have names, each before those that it is a special case of. */
const searches: readonly [name: string, search: Search][] = [
  ['G0', (paths, timed) => throughEdge(paths, WW, WW | timed)],
  ['G1c', (paths, timed) => throughEdge(paths, WR, WW | WR | timed)],
  ['G-single-item', (paths, timed) => withOneAntiDependency(paths, WW | WR | timed)],
  ['G-nonadjacent-item', ({ graph }, timed) => nonadjacentCycle(graph, WW | WR | timed)],
  ['G2-item', (paths, timed) => throughEdge(paths, RW, WW | WR | RW | timed)],
]

/**
 * For every component of the graph a short cycle of each kind that is not implied by one found there: because kinds
 * come in the order of what implies what, a search need not ask for all that its name says. If a component has no
 * G0, then any cycle of ww and process edges is G0-process; if it has no cycle with one rw, then any with an rw that
 * is followed by none has two; and so on. `timed` is PROCESS, REALTIME or 0; cycles with it are told only where they
 * rule out a model that the component's data alone doesn't.
 */
export function* findCycles(graph: Graph, timed: number): Generator<Cycle> {
  const all = components(graph, WW | WR | RW | timed | (timed && IMPLIED))
  if (all.sizes.length === graph.size) return
  const members = membersOf(all)
  const scratch = new Int32Array(graph.size)
  for (let c = 0; c < all.sizes.length; c++) {
    if (all.sizes[c] < 2) continue
    const nodes = members.nodes.subarray(members.offsets[c], members.offsets[c + 1])
    for (const { name, steps } of cyclesOfComponent(induced(graph, nodes, scratch), timed))
      yield {
        name,
        steps: steps.map(({ from, to, kinds }) => ({ from: nodes[from], to: nodes[to], kinds })),
      }
  }
}

function* cyclesOfComponent(graph: Graph, timed: number): Generator<Cycle> {
  const found: string[] = []
  for (const order of timed === 0 ? [0] : [0, timed]) {
    const paths = new Paths(order === 0 ? graph : withImplied(graph))
    for (const [base, search] of searches) {
      const name = base + suffix(order)
      if (impliedAnomalies(found).has(name) || (order !== 0 && !rulesOutMore(name, found))) continue
      const steps = search(paths, order)
      if (steps === undefined) continue
      found.push(name)
      yield { name, steps }
    }
  }
}

/** Whether this anomaly beside those rules out a consistency model that those alone don't. */
export function rulesOutMore(name: string, beside: Iterable<string>): boolean {
  const out = ruledOut(beside)
  return [...ruledOut([name])].some((model) => !out.has(model))
}

export function suffix(order: number): string {
  return order === REALTIME ? '-realtime' : order === PROCESS ? '-process' : ''
}

/** A cycle of `allowed` edges with one of this kind: such an edge lies inside a component exactly if there is one. */
function throughEdge(paths: Paths, kind: number, allowed: number): Step[] | undefined {
  return paths.shortestCycle(edgesInside(paths.graph, kind, allowed), kind, allowed)
}

function withOneAntiDependency(paths: Paths, calm: number): Step[] | undefined {
  const { graph } = paths
  const starts = edgesInside(graph, RW, calm | RW)
  if (starts.length === 0) return undefined
  return paths.shortestCycle(closing(graph, calm, components(graph, calm), starts), RW, calm)
}

function edgesInside(graph: Graph, kind: number, allowed: number): Start[] {
  const starts = edgesOf(graph, kind)
  if (starts.length === 0) return starts
  const { of } = components(graph, allowed)
  return starts.filter(({ from, edge }) => of[from] === of[graph.targets[edge]])
}

function edgesOf(graph: Graph, kind: number): Start[] {
  const { offsets, kinds, transactions } = graph
  const starts: Start[] = []
  for (let from = 0; from < transactions; from++)
    for (let edge = offsets[from]; edge < offsets[from + 1]; edge++)
      if (kind === RW ? isAntiDependency(kinds[edge]) : (kinds[edge] & kind) !== 0)
        starts.push({ from, edge })
  return starts
}
