import type { About, Anomaly, CheckResult } from '../checker.ts'
import { findCycles, rulesOutMore } from './cycles.ts'
import type { Evidence } from './evidence.ts'
import { brokenBy } from './decide/broken.ts'
import type { Effort } from './decide/decide.ts'
import { Settling } from './decide/settle.ts'
import { type Graph, PROCESS, REALTIME } from './graph.ts'
import { withSessions } from './lattice.ts'
import { anomaliesImplying, boundary, forbiddenBy, modelName, strongestLeft } from './models.ts'
import { addProcessEdges, addRealtimeEdges } from './order.ts'
import type { KeyAssumptions } from './register-order.ts'
import { OK, type Transactions } from './transaction.ts'
import { cycleAnomaly, explainCycle, findingAnomaly, type ToldCycle } from './witness.ts'

/** What is asked of a history, under the names that Elle's options have. */
export interface Promised {
  /** Consistency models that must hold; without any given, `About.consistency` or the default. */
  models?: readonly string[]
  /** Further anomalies that must not be seen. */
  anomalies?: readonly string[]
}

/** The verdict in Elle's terms; the anomalies themselves are in `anomalies`, a few of each name. */
export interface TransactionsResult extends CheckResult {
  /** Names of what was seen and must not be, sorted. */
  anomalyTypes: string[]
  /** Names of what was seen but is allowed by what was promised. */
  tolerated: string[]
  /** The weakest consistency models that all that was seen rules out, and the stronger ones that go with them. */
  not: string[]
  alsoNot: string[]
  /** The strongest models that were looked into and not ruled out. */
  strongest: string[]
  /** How many of each anomaly; of cycles, how many groups of entangled transactions have one. */
  counts: Record<string, number>
  /** How a level that no anomaly decides was decided. */
  reached?: Effort
  /**
   * Of a pass that was decided so: the rows of all transactions in an order that explains what they read. For snapshot
   * isolation each is there twice, as it takes its snapshot and as it commits.
   */
  order?: number[]
}

const KEPT_CYCLES = 8

/** Closes the graph with the orders that the promise asks for, names all cycles and weighs what was seen. */
export function judge(evidence: Evidence, about: About, promised: Promised): TransactionsResult {
  const { transactions } = evidence
  const { completionOnly } = transactions.history
  const models = modelsAsked(completionOnly, about, promised)
  const asked = models.map(modelName)
  const forbidden = forbiddenTo({ ...promised, models })
  // These have the order of sessions by definition.
  if (asked.some((model) => withSessions[model] !== undefined))
    for (const name of anomaliesImplying(['G1-process'])) forbidden.add(name)
  const wanted = timeAsked(forbidden)
  const timed = wanted === REALTIME && completionOnly ? 0 : wanted
  if (timed === REALTIME) addRealtimeEdges(transactions, evidence.graph)
  if (timed === PROCESS) addProcessEdges(transactions, evidence.graph)
  // What time implies are rw edges, for whoever forbids cycles with these and time in them.
  const isImplied =
    forbidden.has('G-single-item-process') || forbidden.has('G-single-item-realtime')
  evidence.imply?.({ isReadCommitted: forbidden.has('G1c'), timed: isImplied ? timed : 0 })

  const graph = evidence.graph.build()
  const seen = collect(evidence, graph, timed)
  const known = [...seen.counts.keys()]
  const nothing = nothingToJudge(evidence) ?? evidence.doubt
  const settling = new Settling(evidence, graph, known, asked)
  const settled = settle(evidence, settling, known.some((name) => forbidden.has(name)) ? [] : asked)
  for (const { name } of settled.anomalies) {
    forbidden.add(name)
    seen.counts.set(name, 1)
  }
  const names = [...seen.counts.keys()].toSorted()
  const anomalyTypes = names.filter((name) => forbidden.has(name))
  const reasons = [...evidence.remarks]
  if (completionOnly) reasons.unshift('Without invocations, the order in real time was not judged.')
  const strongest = nothing === undefined ? strongestOf(known, timed, settling) : []
  const unjudged = nothing ?? settled.open
  if (unjudged !== undefined && anomalyTypes.length === 0) reasons.unshift(unjudged)
  const verdict = anomalyTypes.length > 0 ? 'fail' : unjudged === undefined ? 'pass' : 'unknown'
  return {
    verdict,
    anomalies: [
      ...seen.anomalies.filter((anomaly) => forbidden.has(anomaly.name)),
      ...settled.anomalies,
    ],
    ...(reasons.length > 0 ? { reason: reasons.join(' ') } : {}),
    anomalyTypes,
    tolerated: names.filter((name) => !forbidden.has(name)),
    ...boundary(names, settled.broken),
    strongest,
    counts: Object.fromEntries(names.map((name) => [name, seen.counts.get(name)!])),
    ...(settled.reached === undefined ? {} : { reached: settled.reached }),
    ...(settled.order === undefined || verdict !== 'pass' ? {} : { order: settled.order }),
  }
}

/** The models that a history is held to, as they were asked for. */
export function modelsAsked(
  completionOnly: boolean,
  about: About,
  promised: Promised,
): readonly string[] {
  const given =
    promised.models ?? (about.consistency === undefined ? undefined : [about.consistency])
  return given ?? [completionOnly ? 'serializable' : 'strict-serializable']
}

interface Settled {
  anomalies: Anomaly[]
  broken: string[]
  open?: string
  reached?: Effort
  order?: number[]
}

/** Decides what was asked for, where no anomaly has decided it. */
function settle(evidence: Evidence, settling: Settling, asked: readonly string[]): Settled {
  const settled: Settled = { anomalies: [], broken: [] }
  const { count, row } = evidence.transactions
  const open: string[] = []
  for (const model of asked) {
    const decision = settling.decisionFor(model)
    const standing = settling.standing(model)
    if (standing === 'broken') settled.broken.push(model)
    if (standing === 'open') open.push(model)
    if (decision === undefined) continue
    settled.reached ??= decision.effort
    if (decision.holds === true) settled.order ??= decision.order.map((event) => row[event % count])
    if (decision.holds === undefined) settled.open ??= decision.reason
    if (decision.holds === false) settled.anomalies.push(brokenBy(evidence, model, decision))
  }
  if (open.length > 0)
    settled.open ??= `What is looked for can't tell whether ${open.join(', ')} holds.`
  return settled
}

/** The strongest models that hold for sure. */
function strongestOf(known: readonly string[], timed: number, settling: Settling): string[] {
  const out = new Set<string>()
  for (;;) {
    const left = strongestLeft(known, lookedFor(timed, known), (model) => out.has(model))
    const unsure = left.filter((model) => settling.standing(model) !== 'holds')
    if (unsure.length === 0) return left
    for (const model of unsure) out.add(model)
  }
}

/** Whether the verdict depends on when transactions began, and so on invocations. */
export function concernsTime(promised: Promised & KeyAssumptions): boolean {
  if (promised.models === undefined || promised.linearizableKeys) return true
  return timeAsked(forbiddenTo(promised)) !== 0
}

/** No model lets a database make values up. */
function forbiddenTo({ models = [], anomalies = [] }: Promised): Set<string> {
  return forbiddenBy(models).union(anomaliesImplying(anomalies)).add('thin-air-read')
}

/** Real time covers the order within processes too, so at most one of both is needed. */
function timeAsked(forbidden: ReadonlySet<string>): number {
  const names = [...forbidden]
  if (names.some((name) => name.endsWith('-realtime'))) return REALTIME
  return names.some((name) => name.endsWith('-process')) ? PROCESS : 0
}

/** Without real-time anomalies there are none within processes; with them, it was not asked which are. */
function lookedFor(timed: number, names: readonly string[]): (name: string) => boolean {
  const realtime = timed === REALTIME
  const process =
    timed === PROCESS || (realtime && !names.some((name) => name.endsWith('-realtime')))
  return (name) =>
    name.endsWith('-realtime') ? realtime : name.endsWith('-process') ? process : true
}

function nothingToJudge({ transactions, graph }: Evidence): string | undefined {
  if (transactions.count === 0) return 'The history has no transaction.'
  if (!transactions.outcome.includes(OK)) return 'No transaction was acknowledged.'
  if (!hasRead(transactions)) return 'No acknowledged transaction read anything.'
  if (graph.edges === 0)
    return 'What the transactions read and wrote puts none before another, so no order could be wrong.'
  return undefined
}

function hasRead({ count, outcome, first, isWrite }: Transactions): boolean {
  for (let t = 0; t < count; t++)
    if (outcome[t] === OK && isWrite.subarray(first[t], first[t + 1]).includes(0)) return true
  return false
}

function collect(
  evidence: Evidence,
  graph: Graph,
  timed: number,
): { anomalies: Anomaly[]; counts: Map<string, number> } {
  const counts = new Map(evidence.findings.counts)
  const anomalies = evidence.findings.kept.map((finding) =>
    findingAnomaly(evidence.transactions, finding),
  )
  const add = (name: string, told: ToldCycle) => {
    const before = counts.get(name) ?? 0
    counts.set(name, before + 1)
    if (before < KEPT_CYCLES) anomalies.push(cycleAnomaly(evidence, name, told))
  }
  const others = new Map<string, ToldCycle>()
  for (const cycle of findCycles(graph, timed)) {
    const { name, told, asSearched } = explainCycle(evidence, cycle)
    // Without rw edges the name that the reasons give is told as well: a G0 of weaker evidence is a G1c of stronger.
    if (name === cycle.name || !told.detail.edges.some((edge) => edge.kind === 'rw'))
      add(name, told)
    if (name !== cycle.name && !others.has(cycle.name)) others.set(cycle.name, asSearched())
  }
  // A cycle known by another name is worth its own only where it rules out more than all that was found.
  for (const [name, told] of others) if (rulesOutMore(name, counts.keys())) add(name, told)
  return { anomalies, counts }
}
