import type { Call } from './call.ts'
import type { Part } from './part.ts'
import { identityOf } from './values.ts'

/** What can't be ordered, and why. Calls are places in the part; `calls` is all that it takes to see it. */
export type LayerViolation = { calls: number[] } &
  /** The read missed an element that was there from the start. */
  (
    | { kind: 'initial lost'; read: number; element: unknown }
    /** Each read saw an element that the other missed. */
    | { kind: 'fork'; reads: [number, number]; elements: [unknown, unknown] }
    /** `later`, which saw more or added what `read` missed, had ended when `earlier` began: `read` or what it saw. */
    | { kind: 'missed'; read: number; earlier: number; later: number; isEverSeen: boolean }
  )

/** The elements that no smaller read saw, and the reads that saw just these and the smaller ones'. */
interface Layer {
  elements: unknown[]
  reads: number[]
}

/**
 * Judges a grow-only set's calls, of which each element seen was there at first or its add had begun, in time about linear in the length of all that was read: the reads must form a
 * chain by inclusion, which puts every add between the last read that missed its element and the first that saw it;
 * a scan finds the call that ended before one began that comes earlier. Of several adds of one element the one that
 * began first may be the one that counts; the others must only not have ended before the reads that missed it began.
 */
export function judgeLayers(
  part: Part,
  calls: readonly Call[],
  initial: Iterable<unknown>,
): LayerViolation | undefined {
  const layers = new Layers(part, calls, initial)
  return layers.build() ?? layers.scan()
}

class Layers {
  private readonly part: Part
  private readonly calls: readonly Call[]
  /** By element, in order of invocation. */
  private readonly adds: Map<unknown, number[]>
  private readonly initial: ReadonlySet<unknown>
  /** The elements of the largest read so far. */
  private readonly seen: Set<unknown>
  private readonly layers: Layer[] = [{ elements: [], reads: [] }]
  /** The call that began last of those scanned, and the layer it is in. */
  private latest = { call: -1, layer: 0 }

  constructor(part: Part, calls: readonly Call[], initial: Iterable<unknown>) {
    this.part = part
    this.calls = calls
    const adds = [...calls.keys()].filter((call) => calls[call].f === 'add')
    this.adds = Map.groupBy(adds, (call) => identityOf(calls[call].input))
    this.initial = new Set([...initial].map(identityOf))
    this.seen = new Set(this.initial)
  }

  /** Puts the reads in order of their size. */
  build(): LayerViolation | undefined {
    const reads = [...this.calls.keys()].filter((call) => this.calls[call].f === 'read')
    const sizes = new Map(reads.map((read) => [read, this.elementsOf(read).size]))
    for (const read of reads.toSorted((a, b) => sizes.get(a)! - sizes.get(b)!)) {
      const elements = this.elementsOf(read)
      const violation = this.missing(read, elements)
      if (violation) return violation
      this.place(read, elements.difference(this.seen))
    }
    return undefined
  }

  scan(): LayerViolation | undefined {
    for (const [index, { elements, reads }] of this.layers.entries()) {
      const late = elements
        .flatMap((element) => this.addsOf(element))
        .find((add) => this.isLate(add))
      if (late !== undefined) return this.missed(late, true)
      for (const element of elements) this.pass(this.addsOf(element)[0], index)
      const early = reads.find((read) => this.isLate(read))
      if (early !== undefined) return this.readTooEarly(early, index)
      for (const read of reads) this.pass(read, index)
    }
    for (const [element, adds] of this.adds) {
      const late = this.seen.has(element) ? undefined : adds.find((add) => this.isLate(add))
      if (late !== undefined) return this.missed(late, false)
    }
    return undefined
  }

  private elementsOf(read: number): Set<unknown> {
    return new Set((this.calls[read].output as unknown[]).map(identityOf))
  }

  private addsOf(element: unknown): number[] {
    return this.adds.get(element) ?? []
  }

  /** An element of a smaller read that this one lacks. */
  private missing(read: number, elements: ReadonlySet<unknown>): LayerViolation | undefined {
    for (const element of this.seen) {
      if (elements.has(element)) continue
      if (this.initial.has(element)) return { kind: 'initial lost', read, element, calls: [read] }
      const other = this.layers.at(-1)!.reads[0]
      const own = [...elements].find((each) => !this.seen.has(each))
      const calls = [other, read, ...this.addsOf(element), ...this.addsOf(own)]
      return { kind: 'fork', reads: [other, read], elements: [element, own], calls }
    }
    return undefined
  }

  private place(read: number, fresh: ReadonlySet<unknown>): void {
    for (const element of fresh) this.seen.add(element)
    if (fresh.size === 0) this.layers.at(-1)!.reads.push(read)
    else this.layers.push({ elements: [...fresh], reads: [read] })
  }

  /** Whether the call had ended when one began that comes before it. */
  private isLate(call: number): boolean {
    return this.latest.call >= 0 && this.part.response[call] < this.part.invoke[this.latest.call]
  }

  private pass(call: number, layer: number): void {
    const { invoke } = this.part
    if (this.latest.call < 0 || invoke[call] > invoke[this.latest.call])
      this.latest = { call, layer }
  }

  /** The add ended before what the reads that missed it saw, or one of them, began. */
  private missed(add: number, isEverSeen: boolean): LayerViolation {
    const { call: earlier, layer } = this.latest
    const read = this.calls[earlier].f === 'read' ? earlier : this.layers[layer].reads[0]
    return { kind: 'missed', read, earlier, later: add, isEverSeen, calls: [earlier, add, read] }
  }

  /** The read ended before one that saw less began. */
  private readTooEarly(read: number, layer: number): LayerViolation {
    const { call: earlier, layer: earlierLayer } = this.latest
    const between = this.layers.slice(earlierLayer + 1, layer + 1)[0].elements[0]
    const calls = [earlier, read, ...this.addsOf(between)]
    return { kind: 'missed', read: earlier, earlier, later: read, isEverSeen: true, calls }
  }
}
