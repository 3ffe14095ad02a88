import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { components } from './components.ts'
import { findCycles, suffix } from './cycles.ts'
import {
  type Graph,
  GraphBuilder,
  isAntiDependency,
  LINK,
  PROCESS,
  REALTIME,
  RW,
  WR,
  WW,
} from './graph.ts'
import { ruledOut } from './models.ts'
import { addAllToAllOthers } from './order.ts'
import { closing, type Start } from './reach.ts'
import { tried } from '../../history/tried.fixture.ts'

type Edge = [from: number, to: number, kind: number]

const graphs = (size: number, edges: number, kinds: number[]) =>
  fc.integer({ min: 1, max: size }).chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1), fc.constantFrom(...kinds)), {
        maxLength: edges,
      }),
    }),
  )

function build({ nodes, edges }: { nodes: number; edges: Edge[] }): Graph {
  const builder = new GraphBuilder(nodes)
  for (const [from, to, kind] of edges) builder.add(from, to, kind)
  return builder.build()
}

/** Which nodes each node reaches, by trying. */
function reach(graph: Graph): Set<number>[] {
  return Array.from({ length: graph.size }, (_, start) => {
    const seen = new Set([start])
    for (const v of seen)
      for (let e = graph.offsets[v]; e < graph.offsets[v + 1]; e++) seen.add(graph.targets[e])
    return seen
  })
}

/** The names of all simple cycles of a small graph, for every choice among the reasons of each edge. */
function namesByEnumeration(graph: Graph, timed: number): Set<string> {
  const names = new Set<string>()
  const walk = (start: number, path: number[], kinds: number[]) => {
    const v = path.at(-1)!
    for (let e = graph.offsets[v]; e < graph.offsets[v + 1]; e++) {
      const w = graph.targets[e]
      if (w < start || (w !== start && path.includes(w))) continue
      for (const kind of [WW, WR, RW, timed]) {
        if ((graph.kinds[e] & kind) === 0 || (kind === RW && !isAntiDependency(graph.kinds[e])))
          continue
        if (w === start) names.add(nameOf([...kinds, kind]))
        else walk(start, [...path, w], [...kinds, kind])
      }
    }
  }
  for (let start = 0; start < graph.size; start++) walk(start, [start], [])
  return names
}

function nameOf(kinds: number[]): string {
  const rw = kinds.filter((kind) => kind === RW).length
  const adjacent = kinds.some((kind, i) => kind === RW && kinds[(i + 1) % kinds.length] === RW)
  const base =
    rw === 1
      ? 'G-single-item'
      : rw > 1
        ? adjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
        : kinds.includes(WR)
          ? 'G1c'
          : kinds.includes(WW)
            ? 'G0'
            : 'none'
  return base + suffix(kinds.find((kind) => kind === REALTIME || kind === PROCESS) ?? 0)
}

describe('components', () => {
  it('groups what reaches each other, numbered against the edges', () => {
    fc.assert(
      fc.property(graphs(12, 30, [WW]), (shape) => {
        const graph = build(shape)
        const { of, sizes } = components(graph, WW)
        const reached = reach(graph)
        const counted = Array.from(sizes, () => 0)
        for (let a = 0; a < graph.size; a++) {
          counted[of[a]]++
          for (const b of reached[a]) {
            assert.ok(of[b] <= of[a])
            assert.equal(of[a] === of[b], reached[b].has(a))
          }
        }
        assert.deepEqual([...sizes], counted)
      }),
      { numRuns: tried(300) },
    )
  })

  it('takes only edges of the allowed kinds', () => {
    const graph = build({
      nodes: 2,
      edges: [
        [0, 1, WW],
        [1, 0, RW],
      ],
    })
    assert.equal(components(graph, WW).sizes.length, 2)
    assert.equal(components(graph, WW | RW).sizes.length, 1)
  })

  it('needs no stack for a path of a million nodes', () => {
    const builder = new GraphBuilder(1_000_000)
    for (let v = 0; v < 1_000_000; v++) builder.add(v, (v + 1) % 1_000_000, WW)
    assert.deepEqual([...components(builder.build(), WW).sizes], [1_000_000])
  })
})

describe('an edge from each reader to each writer but itself', () => {
  /** The transactions that a node leads to over waypoints alone. */
  const after = (graph: Graph, start: number) => {
    const seen = new Set([start])
    for (const v of seen) {
      if (v < graph.transactions && v !== start) continue
      for (let e = graph.offsets[v]; e < graph.offsets[v + 1]; e++) {
        assert.notEqual(graph.targets[e], start)
        seen.add(graph.targets[e])
      }
    }
    return [...seen].filter((v) => v < graph.transactions && v !== start)
  }

  it('is what the waypoints lead to', () => {
    const some = fc.uniqueArray(fc.nat(7))
    fc.assert(
      fc.property(some, some, (readers, writers) => {
        const builder = new GraphBuilder(8)
        addAllToAllOthers(builder, readers, writers, RW, LINK)
        const graph = builder.build()
        for (let v = 0; v < 8; v++) {
          const expected = readers.includes(v) ? writers.filter((writer) => writer !== v) : []
          assert.deepEqual(after(graph, v).toSorted(), expected.toSorted())
        }
      }),
    )
  })

  it('takes as many edges as there are readers and writers, not their product', () => {
    const builder = new GraphBuilder(2000)
    const all = Array.from({ length: 2000 }, (_, v) => v)
    addAllToAllOthers(builder, all, all, RW, LINK)
    assert.ok(builder.edges < 20_000)
  })
})

describe('closing', () => {
  it('finds an edge that closes a cycle if there is one, and none that does not', () => {
    fc.assert(
      fc.property(graphs(40, 120, [WW, RW, RW]), (shape) => {
        const graph = build(shape)
        const calm = components(graph, WW)
        const onlyCalm = reach(
          build({ ...shape, edges: shape.edges.filter((edge) => edge[2] === WW) }),
        )
        const starts: Start[] = []
        for (let from = 0; from < graph.size; from++)
          for (let edge = graph.offsets[from]; edge < graph.offsets[from + 1]; edge++)
            if (graph.kinds[edge] === RW) starts.push({ from, edge })
        const closes = ({ from, edge }: Start) => onlyCalm[graph.targets[edge]].has(from)
        const found = closing(graph, WW, calm, starts)
        assert.ok(found.every(closes))
        assert.equal(found.length > 0, starts.some(closes))
      }),
      { numRuns: tried(500) },
    )
  })
})

describe('findCycles', () => {
  it('takes the strongest of parallel edges', () => {
    const names = (edges: Edge[]) =>
      [...findCycles(build({ nodes: 2, edges }), 0)].map(({ name }) => name)
    assert.deepEqual(
      names([
        [0, 1, RW],
        [0, 1, WW],
        [1, 0, WR],
      ]),
      ['G1c'],
    )
    assert.deepEqual(
      names([
        [0, 1, WR],
        [0, 1, WW],
        [1, 0, WW],
      ]),
      ['G0'],
    )
  })

  it('counts the length of a cycle in transactions, not in waypoints', () => {
    const builder = new GraphBuilder(4)
    const [a, b, c] = [builder.waypoint(), builder.waypoint(), builder.waypoint()]
    for (const [from, to] of [
      [1, a],
      [a, b],
      [b, c],
      [c, 0],
    ])
      builder.add(from, to, REALTIME)
    builder.add(0, 1, WW)
    for (const [from, to] of [
      [1, 2],
      [2, 0],
    ])
      builder.add(from, to, REALTIME)
    const [{ steps }] = findCycles(builder.build(), REALTIME)
    assert.deepEqual(
      steps.map(({ from }) => from),
      [0, 1],
    )
  })

  it('rules out what the cycles of the graph rule out, no more and no less', () => {
    for (const timed of [0, PROCESS, REALTIME])
      fc.assert(
        fc.property(graphs(6, 12, [WW, WR, RW, RW, timed || WW]), (shape) => {
          // An order in time is acyclic in itself: it runs from lower to higher nodes.
          const edges = shape.edges.filter(([from, to, kind]) => kind !== timed || from < to)
          const graph = build({ ...shape, edges })
          const found = new Set([...findCycles(graph, timed)].map(({ name }) => name))
          const all = namesByEnumeration(graph, timed)
          assert.deepEqual([...ruledOut(found)].toSorted(), [...ruledOut(all)].toSorted())
          for (const name of found) assert.ok(all.has(name), `${name} is not there`)
        }),
        { numRuns: tried(2000) },
      )
  })

  it('yields cycles of the graph, each transaction once', () => {
    fc.assert(
      fc.property(graphs(8, 24, [WW, WR, RW]), (shape) => {
        const graph = build(shape)
        for (const { steps } of findCycles(graph, 0)) {
          assert.equal(new Set(steps.map((step) => step.from)).size, steps.length)
          for (const [i, { from, to, kinds }] of steps.entries()) {
            assert.equal(to, steps[(i + 1) % steps.length].from)
            assert.ok((graph.between(from, to) & kinds) !== 0)
          }
        }
      }),
      { numRuns: tried(300) },
    )
  })

  it('finds the one short way round among long ones', () => {
    const edges: Edge[] = [[3, 0, WW]]
    for (let v = 0; v < 50; v++) edges.push([v, (v + 1) % 50, WW])
    const [{ name, steps }] = findCycles(build({ nodes: 50, edges }), 0)
    assert.equal(name, 'G0')
    assert.equal(steps.length, 4)
  })

  it('finds the one cycle with a single rw however late it is come upon', () => {
    // Two chains of ww edges with rw edges to and fro; only one rw at their end leads back within its own chain.
    const length = 3000
    const edges: Edge[] = [
      [length - 1, length - 2, RW],
      [2 * length - 1, 0, RW],
    ]
    for (let v = 0; v < length; v++) {
      edges.push([v, length + v, RW], [length + v, v, RW])
      if (v > 0) edges.push([v - 1, v, WW], [length + v - 1, length + v, WW])
    }
    const found = [...findCycles(build({ nodes: 2 * length, edges }), 0)]
    assert.deepEqual(
      found.map(({ name }) => name),
      ['G-single-item'],
    )
    assert.equal(found[0].steps.length, 2)
  })

  it('finds the one cycle with a single rw among thousands with two', () => {
    // A ring of ww edges that one rw closes, and at each of its nodes a chain whose only way back is rw after rw.
    const ring = 2000
    const edges: Edge[] = [[ring - 1, 0, RW]]
    let next = ring
    for (let v = 0; v + 1 < ring; v++) {
      edges.push([v, v + 1, WW])
      edges.push([v, next, WW], [next, next + 1, RW], [next + 1, 0, RW])
      next += 2
    }
    const found = [...findCycles(build({ nodes: next, edges }), 0)]
    assert.deepEqual(
      found.map(({ name }) => name),
      ['G-single-item'],
    )
    assert.equal(found[0].steps.length, ring)
  })
})
