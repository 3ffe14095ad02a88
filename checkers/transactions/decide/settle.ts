import { type Evidence } from '../evidence.ts'
import type { Graph } from '../graph.ts'
import { undecided } from '../lattice.ts'
import { forbiddenBy, isIncluded } from '../models.ts'
import { decide, type Decision } from './decide.ts'
import { type Level, levels } from './levels.ts'

/** A model holds, or an anomaly or a decision breaks it, or it is open. */
export type Standing = 'holds' | 'broken' | 'open'

/** Nobody asked for these: they are for telling the strongest model that holds, and not worth a long search. */
const MOST_UNASKED_STEPS = 20_000_000
const MOST_UNASKED_TRANSACTIONS = 10_000

/** What Adya defines by cycles of ww and wr edges alone: some order of the writes always goes with those that are known. */
const inferred: ReadonlySet<string> = new Set([
  'read-committed',
  'read-uncommitted',
  'strong-session-read-uncommitted',
  'strong-read-uncommitted',
])

/** Decides models one by one, each level once, beside the anomalies that were seen. */
export class Settling {
  private readonly evidence: Evidence
  private readonly graph: Graph
  private readonly seen: ReadonlySet<string>
  private readonly asked: ReadonlySet<string>
  private readonly decided = new Map<string, Decision>()

  constructor(evidence: Evidence, graph: Graph, seen: Iterable<string>, asked: Iterable<string>) {
    this.evidence = evidence
    this.graph = graph
    this.seen = new Set(seen)
    this.asked = new Set(asked)
  }

  standing(model: string): Standing {
    if (!forbiddenBy([model]).isDisjointFrom(this.seen)) return 'broken'
    const level = levels.find((each) => each.model === model)
    if (level !== undefined) {
      const decision = this.decisionOf(level)
      if (decision === undefined || decision.holds === true) return 'holds'
      return decision.holds === false ? 'broken' : 'open'
    }
    if (inferred.has(model)) return 'holds'
    if (this.evidence.isComplete('snapshot') && !undecided.has(model)) return 'holds'
    return this.isWithin(model) ? 'holds' : 'open'
  }

  /** What was decided of a level that was asked for; undefined where inference alone tells. */
  decisionFor(model: string): Decision | undefined {
    const level = levels.find((each) => each.model === model)
    if (level === undefined || !forbiddenBy([model]).isDisjointFrom(this.seen)) return undefined
    return this.decisionOf(level)
  }

  /** Whether some level that is decided to hold includes the model. */
  private isWithin(model: string): boolean {
    return levels
      .filter((level) => level.model !== model && isIncluded(model, level.model))
      .toReversed()
      .some((level) => this.standing(level.model) === 'holds')
  }

  private decisionOf(level: Level): Decision | undefined {
    const { evidence } = this
    if (evidence.isComplete(level.kind)) return undefined
    const name = `${level.kind} ${level.timed}`
    let decision = this.decided.get(name)
    if (decision === undefined) {
      decision = this.decide(level)
      this.decided.set(name, decision)
    }
    return decision
  }

  private decide(level: Level): Decision {
    const { evidence, graph } = this
    if (this.asked.has(level.model)) return decide(evidence, graph, level)
    if (evidence.transactions.count <= MOST_UNASKED_TRANSACTIONS)
      return decide(evidence, graph, level, MOST_UNASKED_STEPS)
    const effort = { pairs: 0, inferred: 0, pruned: 0, searched: 0, steps: 0 }
    return { holds: undefined, reason: 'It was not asked for.', effort }
  }
}
