import type { Components } from './components.ts'
import { LINK, type Graph } from './graph.ts'

/** An edge of the graph, with the node it leaves. */
export interface Start {
  from: number
  edge: number
}

/** How far beyond the first edge that closes a cycle to look for others, which may close shorter ones. */
const FURTHER_EDGES = 200_000

/**
 * Those of `starts` whose target leads back to their source along `allowed` edges; not all of them, but at least one
 * if there is one. Thirty-two are followed at a time, as bits, through the components of the allowed edges in
 * topological order and only as far as their sources: O(edges × starts ÷ 32) at worst, near O(edges) when the
 * graph is laid out in time.
 */
export function closing(
  graph: Graph,
  allowed: number,
  { of, sizes }: Components,
  starts: readonly Start[],
): Start[] {
  const { targets } = graph
  const rank = (start: Start) => of[targets[start.edge]]
  const within = starts.filter((start) => rank(start) === of[start.from])
  if (within.length > 0) return within
  const back = starts.filter((start) => rank(start) > of[start.from])
  back.sort((a, b) => rank(b) - rank(a))
  if (back.length === 0) return []
  const members = membersOf({ of, sizes })
  const bits = new Int32Array(sizes.length)
  const found: Start[] = []
  let work = 0
  for (let batch = 0; batch < back.length; batch += 32) {
    const followed = back.slice(batch, batch + 32)
    work += spread(graph, allowed | LINK, of, members, bits, followed)
    found.push(...followed.filter((start, i) => (bits[of[start.from]] & (1 << i)) !== 0))
    if (found.length > 0 && work > FURTHER_EDGES) break
  }
  return found
}

interface Members {
  offsets: Int32Array
  nodes: Int32Array
}

/** Marks all components that each start's target reaches, down to the lowest source; tells the edges it took. */
function spread(
  graph: Graph,
  mask: number,
  of: Int32Array,
  members: Members,
  bits: Int32Array,
  starts: readonly Start[],
): number {
  const { offsets, targets, kinds } = graph
  const highest = of[targets[starts[0].edge]]
  const lowest = Math.min(...starts.map((start) => of[start.from]))
  bits.fill(0, lowest, highest + 1)
  for (const [i, start] of starts.entries()) bits[of[targets[start.edge]]] |= 1 << i
  let work = 0
  for (let c = highest; c >= lowest; c--) {
    work++
    if (bits[c] === 0) continue
    for (let n = members.offsets[c]; n < members.offsets[c + 1]; n++) {
      const v = members.nodes[n]
      for (let e = offsets[v]; e < offsets[v + 1]; e++) {
        work++
        if ((kinds[e] & mask) !== 0) bits[of[targets[e]]] |= bits[c]
      }
    }
  }
  return work
}

/** The nodes of each component, in ascending order. */
export function membersOf({ of, sizes }: Components): Members {
  const offsets = new Int32Array(sizes.length + 1)
  for (let c = 0; c < sizes.length; c++) offsets[c + 1] = offsets[c] + sizes[c]
  const next = offsets.slice(0, sizes.length)
  const nodes = new Int32Array(of.length)
  for (let v = 0; v < of.length; v++) nodes[next[of[v]]++] = v
  return { offsets, nodes }
}
