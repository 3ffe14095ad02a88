import type { Access } from './call.ts'
import { clustersOf, INITIAL, NONE } from './clusters.ts'
import type { Clusters } from './clusters.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'

/**
 * What can't be ordered, and why. Calls are places in the part; −1 is the write of the initial value. `chain` are the
 * writers that link the calls by their values, and what these values were made from.
 */
export type ZoneViolation =
  /** It saw a value that nobody wrote. */
  | { kind: 'never written'; reader: number }
  /** Both compare-and-sets took the value that `source` left. */
  | { kind: 'taken twice'; first: number; second: number; chain: number[] }
  /** Compare-and-sets of which each needs another's value. */
  | { kind: 'circle'; chain: number[] }
  /** By the values `earlier` comes first; yet `later` had ended when it began. */
  | { kind: 'out of order'; earlier: number; later: number; chain: number[] }
  /** The inner block's value was certainly there while the outer's was there before and after it. */
  | { kind: 'torn apart'; outer: Zone; inner: Zone }

/** A block of values that follow each other at once: the call that ended first and the one that began last. */
export interface Zone {
  firstEnd: number
  lastStart: number
  chain: number[]
}

/** How many values back a chain of compare-and-sets is followed to where it began. */
const ORIGINS = 50

export type ZoneResult =
  | { verdict: 'pass' }
  /** `calls` is all that it takes to see the violation. */
  | { verdict: 'fail'; violation: ZoneViolation; calls: number[] }
  /** A value that somebody saw may come from several calls: this method can't judge that. */
  | { verdict: 'not unique' }

/**
 * Judges a register's calls in linear time where each value that was seen was written once: the zone method of
 * Gibbons and Korach ("Testing Shared Memories", SIAM J. Comput. 1997), extended by compare-and-set, which glues
 * its new value's cluster straight behind the old one's, and by calls that nobody saw end.
 */
export function judgeZones(
  part: Part,
  accessOf: (call: number) => Access | undefined,
  initial: unknown,
): ZoneResult {
  const clusters = clustersOf(part, accessOf, initial)
  if (!clusters) return { verdict: 'not unique' }
  const violation = unexplained(clusters) ?? new Blocks(clusters).violation()
  if (!violation) return { verdict: 'pass' }
  const nodes = callsOf(violation).map((call) => call + 1)
  return { verdict: 'fail', violation, calls: calls(withEvidence(nodes, clusters)) }
}

function callsOf(violation: ZoneViolation): number[] {
  switch (violation.kind) {
    case 'never written':
      return [violation.reader]
    case 'taken twice':
      return [violation.first, violation.second, ...violation.chain]
    case 'circle':
      return violation.chain
    case 'out of order':
      return [violation.earlier, violation.later, ...violation.chain]
    case 'torn apart':
      return [violation.outer, violation.inner].flatMap((zone) => [
        zone.firstEnd,
        zone.lastStart,
        ...zone.chain,
      ])
  }
}

/** With what shows that each write took effect which nobody saw end: a reader, or a taker of whom there is one. */
function withEvidence(nodes: number[], { response, firstReader, taker }: Clusters): number[] {
  const all = new Set(nodes)
  for (const node of all) {
    if (response[node] !== NEVER) continue
    const next = firstReader[node] === NONE ? taker[node] : firstReader[node]
    if (next !== NONE) all.add(next)
  }
  all.delete(INITIAL)
  return [...all]
}

function unexplained({
  unwritten,
  takenAgain,
  source,
  taker,
}: Clusters): ZoneViolation | undefined {
  if (unwritten !== NONE) return { kind: 'never written', reader: unwritten - 1 }
  if (takenAgain === NONE) return undefined
  const taken = source[takenAgain]
  const chain = calls(withOrigins([taken], source))
  return { kind: 'taken twice', first: taker[taken] - 1, second: takenAgain - 1, chain }
}

/** The chain, from its first writer down, with those that its first value was made from. */
function withOrigins(chain: number[], source: Int32Array): number[] {
  const origins: number[] = []
  for (let node = source[chain[0]]; node !== NONE && origins.length < ORIGINS; node = source[node])
    origins.push(node)
  return [...origins.toReversed(), ...chain]
}

const calls = (nodes: number[]): number[] => nodes.map((node) => node - 1)

/** A block is a chain of clusters, named by its first writer. */
class Blocks {
  private readonly clusters: Clusters
  /** By block: the node with the earliest response, and the one with the latest invocation. */
  private readonly firstEnd: Int32Array
  private readonly lastStart: Int32Array
  private readonly visited: Uint8Array

  constructor(clusters: Clusters) {
    this.clusters = clusters
    this.firstEnd = new Int32Array(clusters.nodes)
    this.lastStart = new Int32Array(clusters.nodes)
    this.visited = new Uint8Array(clusters.nodes)
  }

  violation(): ZoneViolation | undefined {
    const { nodes, writes, source } = this.clusters
    for (let node = 0; node < nodes; node++) {
      if (writes[node] === 0 || source[node] !== NONE) continue
      const violation = this.scanBlock(node)
      if (violation) return violation
    }
    for (let node = 0; node < nodes; node++) {
      if (writes[node] === 1 && this.visited[node] === 0) return this.circleFrom(node)
    }
    return this.sweep()
  }

  /** Walks the block in the only order its values allow, with the latest invocation so far. */
  private scanBlock(head: number): ZoneViolation | undefined {
    const { response, invoke, firstReader, nextReader, taker } = this.clusters
    let firstEnd = head
    let lastStart = head
    for (let writer = head; writer !== NONE; writer = taker[writer]) {
      this.visited[writer] = 1
      if (response[writer] < invoke[lastStart]) return this.outOfOrder(writer)
      if (response[writer] < response[firstEnd]) firstEnd = writer
      if (invoke[writer] > invoke[lastStart]) lastStart = writer
      const before = invoke[lastStart]
      for (let reader = firstReader[writer]; reader !== NONE; reader = nextReader[reader]) {
        if (response[reader] < before) return this.outOfOrder(reader)
        if (response[reader] < response[firstEnd]) firstEnd = reader
        if (invoke[reader] > invoke[lastStart]) lastStart = reader
      }
    }
    this.firstEnd[head] = firstEnd
    this.lastStart[head] = lastStart
    return undefined
  }

  /**
   * Blocks whose values certainly were there for a while (forward zones) may neither overlap nor hold one that
   * came and went meanwhile (a backward zone): one sweep through time, for an instant starts one zone at most.
   */
  private sweep(): ZoneViolation | undefined {
    const { nodes, events, writes, source, response, invoke } = this.clusters
    const startsAt = new Int32Array(events).fill(NONE)
    for (let head = INITIAL + 1; head < nodes; head++) {
      if (writes[head] === 0 || source[head] !== NONE) continue
      startsAt[Math.min(response[this.firstEnd[head]], invoke[this.lastStart[head]])] = head
    }
    let current = INITIAL
    for (let time = 0; time < events; time++) {
      const head = startsAt[time]
      if (head === NONE) continue
      const end = response[this.firstEnd[head]]
      if (invoke[this.lastStart[current]] > end)
        return { kind: 'torn apart', outer: this.zone(current), inner: this.zone(head) }
      if (end === time) current = head
    }
    return undefined
  }

  private zone(head: number): Zone {
    const [firstEnd, lastStart] = [this.firstEnd[head], this.lastStart[head]]
    const chain = this.chainBetween(this.writerOf(firstEnd), this.writerOf(lastStart))
    return { firstEnd: firstEnd - 1, lastStart: lastStart - 1, chain }
  }

  /** Of the calls that `later` must come after but ended before, the one with the fewest values between. */
  private outOfOrder(later: number): ZoneViolation {
    const { response, invoke, firstReader, nextReader, source, writes } = this.clusters
    const tooLate = (node: number): boolean => invoke[node] > response[later]
    const home = this.writerOf(later)
    let writer = home
    let earlier = writes[later] === 0 && tooLate(home) ? home : NONE
    while (earlier === NONE) {
      writer = source[writer]
      for (
        let node = firstReader[writer];
        node !== NONE && earlier === NONE;
        node = nextReader[node]
      )
        if (tooLate(node)) earlier = node
      if (earlier === NONE && tooLate(writer)) earlier = writer
    }
    const chain = this.chainBetween(writer, home)
    return { kind: 'out of order', earlier: earlier - 1, later: later - 1, chain }
  }

  private circleFrom(start: number): ZoneViolation {
    const { taker } = this.clusters
    const chain = [start]
    for (let node = taker[start]; node !== start; node = taker[node]) chain.push(node)
    return { kind: 'circle', chain: calls(chain) }
  }

  private writerOf(node: number): number {
    return this.clusters.writes[node] === 1 ? node : this.clusters.source[node]
  }

  /** The writers from one to the other, whichever comes first. */
  private chainBetween(a: number, b: number): number[] {
    const chain = this.chainUp(a, b) ?? this.chainUp(b, a) ?? []
    return calls(withOrigins(chain, this.clusters.source))
  }

  private chainUp(from: number, to: number): number[] | undefined {
    const chain = [to]
    for (let node = to; node !== from; chain.push(node)) {
      node = this.clusters.source[node]
      if (node === NONE) return undefined
    }
    return chain.toReversed()
  }
}
