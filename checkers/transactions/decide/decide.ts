import type { Evidence } from '../evidence.ts'
import { type Graph, PROCESS, REALTIME } from '../graph.ts'
import { type Core, coreOf } from './core.ts'
import type { Level } from './levels.ts'
import { Polygraph } from './polygraph.ts'
import { type Pruned, prune } from './prune.ts'
import { Search } from './search.ts'
import { saturate, type Saturated } from './weak.ts'

/** How an answer was reached: of how many pairs of writers of one key what put them in order, and by how much work. */
export interface Effort {
  pairs: number
  /** By the certain edges alone. */
  inferred: number
  /** As the other way round would have made a circle. */
  pruned: number
  /** By trying. */
  searched: number
  /** Edges and clauses that the search looked at. */
  steps: number
}

export type Decision =
  /** Events as `Polygraph` has them, or transactions, in an order that explains all that was read. */
  | { holds: true; order: number[]; effort: Effort }
  | { holds: false; core?: Core; circle?: Saturated; effort: Effort }
  | { holds: undefined; reason: string; effort: Effort }

/** An order in time leaves little open; to see that one keeps it must not take long. */
const MOST_STEPS_IN_TIME = 20_000_000

/**
 * Decides whether some order of all transactions explains what they read and keeps a level; `graph` is the evidence's.
 * Mostly an order keeps time as well, though nobody asks for it, and is found sooner by that.
 */
export function decide(
  evidence: Evidence,
  graph: Graph,
  level: Level,
  mostSteps?: number,
): Decision {
  const { kind, timed } = level
  const stricter = evidence.transactions.history.completionOnly ? PROCESS : REALTIME
  if (timed < stricter && (kind === 'serial' || kind === 'snapshot')) {
    const steps = Math.min(MOST_STEPS_IN_TIME, mostSteps ?? Infinity)
    const decision = decideAt(evidence, graph, { ...level, timed: stricter }, steps)
    if (decision.holds === true) return decision
  }
  return decideAt(evidence, graph, level, mostSteps)
}

function decideAt(evidence: Evidence, graph: Graph, level: Level, mostSteps?: number): Decision {
  const effort: Effort = { pairs: 0, inferred: 0, pruned: 0, searched: 0, steps: 0 }
  if (level.kind !== 'serial' && level.kind !== 'snapshot') {
    const saturated = saturate(evidence, graph, level)
    effort.pairs = effort.inferred = saturated.inferred
    if (saturated.order === undefined) return { holds: false, circle: saturated, effort }
    return { holds: true, order: saturated.order, effort }
  }
  const polygraph = new Polygraph(evidence, graph, level)
  const pruned = prune(polygraph, evidence.transactions, level.timed)
  if ('tooLarge' in pruned)
    return { holds: undefined, reason: `No order was looked for: ${pruned.tooLarge}.`, effort }
  effort.pairs = pruned.pairs
  effort.inferred = pruned.inferred
  if (!('place' in pruned)) {
    effort.pruned = pruned.pairs - pruned.inferred
    return { holds: false, core: coreOf(polygraph, pruned), effort }
  }
  const searched = polygraph.choices - pruned.open
  effort.pruned = pruned.pairs - pruned.inferred - searched
  effort.searched = searched
  if (searched === 0)
    return { holds: true, order: ordered(polygraph, evidence, pruned.place), effort }
  const found = new Search(polygraph, pruned).run(mostSteps)
  effort.steps = found.steps
  if ('place' in found)
    return { holds: true, order: ordered(polygraph, evidence, found.place), effort }
  if ('broken' in found) return { holds: false, core: coreOf(polygraph, pruned, found), effort }
  return { holds: undefined, reason: givenUp(evidence, polygraph, pruned, found.unsettled), effort }
}

/** All events that happened, in their places; every edge is looked at again, for a pass must not hang on the search. */
function ordered(
  polygraph: Polygraph,
  { transactions: { happened } }: Evidence,
  place: Int32Array,
): number[] {
  const { events, transactions: count, from, to } = polygraph
  const isRight = (a: number, b: number) => place[a] < place[b]
  if (!from.every((v, e) => isRight(v, to[e]))) throw new Error('an order against its edges')
  for (let choice = 0; choice < polygraph.choices; choice++) {
    const { first, second } = polygraph.sides(2 * choice)
    const isFirst = isRight(polygraph.commit(first), polygraph.commit(second))
    polygraph.eachEdge(isFirst ? 2 * choice : 2 * choice + 1, (a, b) => {
      if (!isRight(a, b)) throw new Error('an order that no choice explains')
    })
  }
  const order: number[] = []
  for (let v = 0; v < events; v++) if (happened[v % count] === 1) order.push(v)
  return order.sort((a, b) => place[a] - place[b])
}

function givenUp(
  { transactions: { keys } }: Evidence,
  { groups, group }: Polygraph,
  { pairs }: Pruned,
  unsettled: readonly number[],
): string {
  const open = [...new Set(unsettled.map((choice) => keys[groups[group[choice]].key]))]
  const named = open.slice(0, 5).map((key) => JSON.stringify(key))
  const more = open.length > named.length ? ` and ${open.length - named.length} more` : ''
  return `The search for an order reached its bound: of ${pairs} pairs of writes of one key, ${unsettled.length} can still go either way, of the keys ${named.join(', ')}${more}.`
}
