import type { Transactions } from '../transaction.ts'
import { ChainClosure, chainsOf } from './chains.ts'
import { BitClosure, type Closure } from './closure.ts'
import { orderedAsRecorded, packed } from './events-order.ts'
import type { Packed } from './incremental-order.ts'
import type { Polygraph } from './polygraph.ts'

/** More open choices than this are not written down. */
const MOST_CHOICES = 3_000_000

/** Room for what each node leads to, in words of 4 bytes. */
const MOST_WORDS = 120_000_000

/** What is left once all that can have only one side has it. */
export interface Pruned {
  /** Literals that hold, in the order in which they were found, and how many edges there were then. */
  forced: number[]
  edgesThen: number[]
  /** Choices that are open still, from this one on. */
  open: number
  /** How many pairs of writers there are, and how many of them certain edges alone put in order. */
  pairs: number
  inferred: number
  out: Packed
  place: Int32Array
  closure: Closure
}

/** Why nothing more can be done: both literals are impossible, or the edges of those that hold make a cycle. */
export interface Contradiction {
  forced: number[]
  edgesThen: number[]
  pairs: number
  inferred: number
  both?: [number, number]
}

export type Pruning = Pruned | Contradiction | { tooLarge: string }

/**
 * Takes away the side of each choice that would make a cycle with what is certain, and with what that leaves, until
 * nothing more follows. Adds the edges of what is left to the polygraph.
 */
export function prune(polygraph: Polygraph, transactions: Transactions, timed: number): Pruning {
  const { events } = polygraph
  const closure = closureFor(polygraph, transactions, timed)
  if (closure === undefined)
    return { tooLarge: `what each of ${events} events leads to takes too much memory` }
  const pruner = new Pruner(polygraph, closure)
  for (let isFirst = true; ; isFirst = false) {
    const out = packed(polygraph, 'from')
    const place = orderedAsRecorded(polygraph, out, transactions)
    if (place === undefined) return { ...pruner.found, ...pruner.counts }
    pruner.closure.fill(out, place)
    const before = pruner.found.forced.length
    const both = isFirst ? pruner.allPairs(place) : pruner.openPairs()
    if (both !== undefined) return { ...pruner.found, ...pruner.counts, both }
    if (pruner.isTooMuch) return { tooLarge: `more than ${MOST_CHOICES} pairs of writers are open` }
    if (pruner.found.forced.length > before) continue
    const open = polygraph.choices
    pruner.writeOpen()
    return { ...pruner.found, open, ...pruner.counts, out, place, closure: pruner.closure }
  }
}

/** By chains where there are few, by bits where there are not, as long as there is room for either. */
function closureFor(
  polygraph: Polygraph,
  transactions: Transactions,
  timed: number,
): Closure | undefined {
  const { nodes, events } = polygraph
  const chains = chainsOf(polygraph, transactions, timed)
  const width = BitClosure.width(events)
  if (chains !== undefined && chains.count <= Math.max(4, width))
    return nodes * chains.count > MOST_WORDS ? undefined : new ChainClosure(nodes, events, chains)
  return nodes * width > MOST_WORDS ? undefined : new BitClosure(nodes, events)
}

class Pruner {
  readonly closure: Closure
  readonly found = { forced: [] as number[], edgesThen: [] as number[] }
  readonly counts = { pairs: 0, inferred: 0 }
  private readonly polygraph: Polygraph
  /** Group, writer and other writer of each open pair, in turn. */
  private open: number[] = []

  constructor(polygraph: Polygraph, closure: Closure) {
    this.polygraph = polygraph
    this.closure = closure
  }

  get isTooMuch(): boolean {
    return this.open.length > 3 * MOST_CHOICES
  }

  /** Looks at every pair of writers; the two literals of the first that can have neither side, if there is one. */
  allPairs(place: Int32Array): [number, number] | undefined {
    const { groups } = this.polygraph
    for (const [g, { writers }] of groups.entries()) {
      const at = writers.map((_, i) => i)
      at.sort((a, b) => this.placeOf(place, writers[a]) - this.placeOf(place, writers[b]))
      for (let a = 0; a < at.length; a++) {
        // Of those that follow for certain only the nearest need edges: they lead to all others.
        const nearest: number[] = []
        for (let b = a + 1; b < at.length; b++) {
          this.counts.pairs++
          if (this.precedes(writers[at[a]], writers[at[b]])) {
            this.counts.inferred++
            if (nearest.some((k) => this.precedes(k, writers[at[b]]))) continue
            nearest.push(writers[at[b]])
            this.force(g, at[a], at[b])
            continue
          }
          const both = this.settle(g, at[a], at[b])
          if (both !== undefined) return both
          if (this.isTooMuch) return undefined
        }
      }
    }
    return undefined
  }

  openPairs(): [number, number] | undefined {
    const before = this.open
    this.open = []
    for (let i = 0; i < before.length; i += 3) {
      const both = this.settle(before[i], before[i + 1], before[i + 2])
      if (both !== undefined) return both
    }
    return undefined
  }

  /** Turns what is open into choices. */
  writeOpen(): void {
    const { open } = this
    for (let i = 0; i < open.length; i += 3)
      this.polygraph.choose(open[i], open[i + 1], open[i + 2])
  }

  private placeOf(place: Int32Array, t: number): number {
    return place[this.polygraph.commit(t)]
  }

  private precedes(a: number, b: number): boolean {
    return this.closure.reaches(this.polygraph.commit(a), this.polygraph.start(b))
  }

  private settle(g: number, i: number, j: number): [number, number] | undefined {
    const mustBe = this.cannotBe(g, j, i)
    const mustNot = this.cannotBe(g, i, j)
    if (mustBe && mustNot) {
      const choice = this.polygraph.choose(g, i, j)
      return [2 * choice, 2 * choice + 1]
    }
    if (mustBe) this.force(g, i, j)
    else if (mustNot) this.force(g, j, i)
    else this.open.push(g, i, j)
    return undefined
  }

  /** Whether it would make a cycle if writer i of the key came before writer j. */
  private cannotBe(g: number, i: number, j: number): boolean {
    const { polygraph, closure } = this
    const { writers, readers } = polygraph.groups[g]
    const [first, second] = [writers[i], writers[j]]
    if (closure.reaches(polygraph.start(second), polygraph.commit(first))) return true
    const after = polygraph.commit(second)
    for (const reader of readers[i])
      if (reader !== second && closure.reaches(after, polygraph.start(reader))) return true
    return false
  }

  private force(g: number, i: number, j: number): void {
    const { polygraph, closure } = this
    const literal = 2 * polygraph.choose(g, i, j)
    const edges = polygraph.from.length
    let isNew = false
    polygraph.eachEdge(literal, (from, to) => {
      if (closure.reaches(from, to)) return
      isNew = true
      polygraph.add(from, to, literal)
      closure.include(from, to)
    })
    // What brings nothing new need not be remembered.
    if (!isNew && this.forget()) return
    this.found.forced.push(literal)
    this.found.edgesThen.push(edges)
  }

  private forget(): boolean {
    const { group, one, other } = this.polygraph
    group.pop()
    one.pop()
    other.pop()
    return true
  }
}
