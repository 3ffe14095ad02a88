import { LINK, type Graph } from './graph.ts'

/**
 * Strongly connected components: `of[v]` numbers the component of node v against the edges' direction, so an edge
 * never leads to a higher number; `sizes[c]` counts its nodes.
 */
export interface Components {
  of: Int32Array
  sizes: Int32Array
}

/** Tarjan's algorithm without recursion, over the edges that have one of the `allowed` kinds. */
export function components(graph: Graph, allowed: number): Components {
  const { size, offsets, targets, kinds } = graph
  const mask = allowed | LINK
  const of = new Int32Array(size).fill(-1)
  const sizes: number[] = []
  // 0 is "not seen"; while a node is open its lowest reachable number, which the component's number then replaces.
  const number = new Int32Array(size)
  const low = new Int32Array(size)
  const edge = new Int32Array(size)
  const path = new Int32Array(size)
  const open = new Int32Array(size)
  let counter = 0
  let opened = 0
  for (let root = 0; root < size; root++) {
    if (number[root] !== 0) continue
    let depth = 0
    path[0] = root
    number[root] = low[root] = ++counter
    edge[root] = offsets[root]
    open[opened++] = root
    while (depth >= 0) {
      const v = path[depth]
      if (edge[v] < offsets[v + 1]) {
        const e = edge[v]++
        if ((kinds[e] & mask) === 0) continue
        const w = targets[e]
        if (number[w] === 0) {
          number[w] = low[w] = ++counter
          edge[w] = offsets[w]
          open[opened++] = w
          path[++depth] = w
        } else if (of[w] < 0 && number[w] < low[v]) low[v] = number[w]
        continue
      }
      if (low[v] === number[v]) {
        const first = opened
        do of[open[--opened]] = sizes.length
        while (open[opened] !== v)
        sizes.push(first - opened)
      }
      depth--
      if (depth >= 0 && low[v] < low[path[depth]]) low[path[depth]] = low[v]
    }
  }
  return { of, sizes: Int32Array.from(sizes) }
}
