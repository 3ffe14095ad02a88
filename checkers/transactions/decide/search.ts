import { type Clause, Clauses } from './clauses.ts'
import { IncrementalOrder } from './incremental-order.ts'
import { packed } from './events-order.ts'
import type { Polygraph } from './polygraph.ts'
import type { Pruned } from './prune.ts'
import { Urgency } from './urgency.ts'

/** A bound of steps and not of time, so that one history has one verdict: edges and clauses that are looked at. */
export const MOST_STEPS = 400_000_000
/** Of all that is learned, how many literals are kept: 8 bytes each. */
const MOST_LITERALS = 20_000_000
const CONFLICTS_TO_RESTART = 100

export type Found =
  | { place: Int32Array; steps: number }
  /** The clause that nothing satisfies, with all that led to it, and the lemmas of literals that hold anyway. */
  | { broken: Clause; reasons: (Clause | undefined)[]; steps: number }
  | { steps: number; unsettled: number[] }

/**
 * Looks for a side of each open choice such that no cycle is left: conflict-driven clause learning (Marques-Silva and
 * Sakallah, "GRASP") with an incremental topological order for its theory (Bayless et al., "SAT Modulo Monotonic
 * Theories"). A side is tried first that goes with the order as it stands, so that what is met is a real conflict.
 */
export class Search {
  private readonly polygraph: Polygraph
  private readonly pruned: Pruned
  private readonly order: IncrementalOrder
  private readonly clauses: Clauses
  /** By choice: 1 when its first literal holds, −1 when its second does, 0 while open. */
  private readonly value: Int8Array
  private readonly level: Int32Array
  private readonly reason: (Clause | undefined)[]
  /** Literals that hold, in the order in which they came to, and how many edges there were before each. */
  private readonly trail: number[] = []
  private readonly edgesBefore: number[] = []
  private readonly levels: number[] = []
  private readonly urgency: Urgency
  private done = 0
  private looked = 0

  constructor(polygraph: Polygraph, pruned: Pruned) {
    this.polygraph = polygraph
    this.pruned = pruned
    const { choices } = polygraph
    this.order = new IncrementalOrder(pruned.out, packed(polygraph, 'to'), pruned.place.slice())
    this.clauses = new Clauses(2 * choices)
    this.value = new Int8Array(choices)
    this.level = new Int32Array(choices)
    this.reason = Array.from({ length: choices })
    for (const literal of pruned.forced) this.value[literal >> 1] = (literal & 1) === 0 ? 1 : -1
    this.urgency = new Urgency(choices)
    for (let c = pruned.open; c < choices; c++) this.urgency.offer(c)
  }

  run(mostSteps = MOST_STEPS): Found {
    let conflicts = 0
    let restarts = 0
    let untilRestart = CONFLICTS_TO_RESTART
    for (;;) {
      const broken = this.propagate()
      if (broken !== undefined) {
        if (this.levels.length === 0) return { broken, reasons: this.reason, steps: this.steps }
        this.learn(broken)
        if (--untilRestart === 0) {
          untilRestart = CONFLICTS_TO_RESTART * luby(++restarts + 1)
          this.backTo(0)
        }
        conflicts++
        continue
      }
      if (this.steps > mostSteps || this.clauses.size > MOST_LITERALS)
        return { steps: this.steps, unsettled: this.unsettled() }
      const choice = this.nextChoice()
      if (choice === undefined) return { place: this.order.place, steps: this.steps }
      this.levels.push(this.trail.length)
      this.assign(this.asItStands(choice), undefined)
    }
  }

  private get steps(): number {
    return this.order.work + this.looked
  }

  private unsettled(): number[] {
    this.backTo(0)
    const all = Array.from(this.value.keys())
    return all.filter((choice) => choice >= this.pruned.open && this.value[choice] === 0)
  }

  private nextChoice(): number | undefined {
    for (let choice = this.urgency.take(); choice !== undefined; choice = this.urgency.take())
      if (this.value[choice] === 0) return choice
    return undefined
  }

  private asItStands(choice: number): number {
    const { polygraph, order } = this
    const { first, second } = polygraph.sides(2 * choice)
    const isInOrder = order.place[polygraph.commit(first)] < order.place[polygraph.commit(second)]
    return isInOrder ? 2 * choice : 2 * choice + 1
  }

  private isTrue = (literal: number): boolean =>
    this.value[literal >> 1] === ((literal & 1) === 0 ? 1 : -1)

  private isFalse = (literal: number): boolean =>
    this.value[literal >> 1] === ((literal & 1) === 0 ? -1 : 1)

  private assign(literal: number, reason: Clause | undefined): void {
    const choice = literal >> 1
    this.value[choice] = (literal & 1) === 0 ? 1 : -1
    this.level[choice] = this.levels.length
    this.reason[choice] = reason
    this.trail.push(literal)
  }

  private conclude = (literal: number, clause: Clause): boolean => {
    if (this.isFalse(literal)) return false
    this.assign(literal, clause)
    return true
  }

  private propagate(): Clause | undefined {
    while (this.done < this.trail.length) {
      const literal = this.trail[this.done++]
      this.edgesBefore.push(this.order.added)
      const broken =
        this.addEdges(literal) ??
        this.clauses.falsified(literal ^ 1, this.isFalse, this.isTrue, this.conclude)
      if (broken !== undefined) return broken
    }
    return undefined
  }

  private addEdges(literal: number): Clause | undefined {
    let tags: number[] | undefined
    this.polygraph.eachEdge(literal, (from, to) => {
      this.looked++
      tags ??= this.order.add(from, to, literal)
    })
    return tags && { literals: [...new Set([literal, ...tags])].map((each) => each ^ 1) }
  }

  /** Learns why this clause broke, up to the one literal of the last decision that all of it goes through. */
  private learn(broken: Clause): void {
    const now = this.levels.length
    const from = [broken]
    const learned = [-1]
    const seen = new Set<number>()
    let open = 0
    let at = this.trail.length
    let literals: readonly number[] = broken.literals
    for (;;) {
      for (const literal of literals) {
        const choice = literal >> 1
        if (seen.has(choice) || !this.isFalse(literal)) continue
        if (this.level[choice] === 0) continue
        seen.add(choice)
        this.urgency.raise(choice)
        if (this.level[choice] === now) open++
        else learned.push(literal)
      }
      this.looked += literals.length
      do at--
      while (!seen.has(this.trail[at] >> 1))
      if (--open === 0) break
      const reason = this.reason[this.trail[at] >> 1]!
      from.push(reason)
      literals = reason.literals
    }
    learned[0] = this.trail[at] ^ 1
    this.urgency.fade()
    this.keep({ literals: learned, from })
  }

  private keep(clause: Clause): void {
    const { literals } = clause
    let second = 0
    for (let i = 1; i < literals.length; i++)
      if (second === 0 || this.level[literals[i] >> 1] > this.level[literals[second] >> 1])
        second = i
    if (second > 0) [literals[1], literals[second]] = [literals[second], literals[1]]
    this.backTo(second === 0 ? 0 : this.level[literals[1] >> 1])
    this.clauses.add(clause)
    this.assign(literals[0], clause)
  }

  private backTo(level: number): void {
    if (level >= this.levels.length) return
    const kept = this.levels[level]
    this.levels.length = level
    for (const literal of this.trail.splice(kept)) {
      this.value[literal >> 1] = 0
      this.reason[literal >> 1] = undefined
      this.urgency.offer(literal >> 1)
    }
    if (this.edgesBefore.length > kept) this.order.shrinkTo(this.edgesBefore[kept])
    this.edgesBefore.length = Math.min(this.edgesBefore.length, kept)
    this.done = Math.min(this.done, kept)
  }
}

/** 1 1 2 1 1 2 4 …: how long to go on before starting anew (Luby, Sinclair and Zuckerman). */
function luby(i: number): number {
  let k = 1
  while (2 ** k - 1 < i) k++
  return 2 ** k - 1 === i ? 2 ** (k - 1) : luby(i - 2 ** (k - 1) + 1)
}
