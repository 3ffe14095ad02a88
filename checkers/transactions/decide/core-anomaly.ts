import type { Anomaly } from '../../checker.ts'
import type { Evidence } from '../evidence.ts'
import { PROCESS, REALTIME, RW, WR, WW } from '../graph.ts'
import { show } from '../text.ts'
import { nameOf, reasonOf } from '../witness.ts'
import type { Core } from './core.ts'
import type { CoreEdge, Lemma } from './lemma.ts'
import type { Level } from './levels.ts'
import { CERTAIN } from './polygraph.ts'
import { type ProofStep, proofOf } from './proof.ts'
import { timeReason, valueWritten } from './reasons.ts'
import { type EdgeTold, type StepTold, tellEdges } from './tell.ts'

/** A proof of more steps than this is for a machine: all of it is in the anomaly's detail. */
const MOST_STEPS = 40

type NameOf = (t: number) => string

/** What breaks a level whichever way its open choices go: the transactions of the core, and the proof in sentences. */
export function coreAnomaly(evidence: Evidence, level: Level, core: Core): Anomaly {
  const teller = new CoreTeller(evidence, level, core)
  const cycles = core.lemmas.map((lemma) => teller.edgesOf(lemma))
  const edges = cycles.flat()
  const named = edges.flatMap(({ from, to }) => [from, to])
  const proof = proofOf(core.lemmas)
  const name = elleName(proof, (lemma) => teller.edgesOf(lemma)) ?? `not-${level.model}`
  const steps = proof.map((step) => teller.step(step))
  return tellEdges(
    evidence,
    name,
    edges,
    (T) => {
      const intro = `no order of ${new Set(named).size} transactions explains what they read, whichever way their writes went`
      const said = proof.slice(0, MOST_STEPS).map((step) => teller.say(step, T))
      const more = proof.length - said.length
      return [intro, ...said, ...(more > 0 ? [`and ${more} steps more of this kind`] : [])]
    },
    steps,
  )
}

/**
 * The name of the cycle that is left where the order of all writes in it is known: the other way round would be a circle of
 * writes and reads of writes, which all forbid that forbid a cycle with rw edges.
 */
function elleName(
  proof: readonly ProofStep[],
  edgesOf: (lemma: Lemma) => EdgeTold[],
): string | undefined {
  if (proof.some(({ kind }) => kind === 'suppose')) return undefined
  const told = proof.map(({ lemma }) => edgesOf(lemma!))
  const last = told.pop()!
  if (told.flat().some(({ kind }) => kind === 'rw')) return undefined
  const timed = told.flat().reduce((all, { counts }) => all | counts.timed, 0)
  return nameOf([...last, { kind: 'ww', counts: { isRw: false, timed } }])
}

class CoreTeller {
  private readonly evidence: Evidence
  private readonly level: Level
  private readonly core: Core

  constructor(evidence: Evidence, level: Level, core: Core) {
    this.evidence = evidence
    this.level = level
    this.core = core
  }

  step({ lemma, literal, kind }: ProofStep): StepTold {
    const circle = lemma === undefined ? [] : this.edgesOf(lemma)
    return { kind, circle, says: (T) => this.says(kind, literal, T) }
  }

  say({ lemma, literal, kind }: ProofStep, T: NameOf): string {
    const says = this.says(kind, literal, T)
    if (lemma === undefined) return says
    const told = this.edgesOf(lemma, literal)
    return `${says} ${told.map((edge) => edge.sentence(T)).join('; ')}: a circle`
  }

  private says(kind: ProofStep['kind'], literal: number | undefined, T: NameOf): string {
    if (kind === 'contradiction') return 'but then'
    const first = this.first(literal!, T)
    if (kind === 'suppose') return `suppose that ${first}`
    return kind === 'otherwise'
      ? `so it was the other way round: ${first}`
      : `${first}, for otherwise`
  }

  /** The cycle's edges between transactions: waypoints are passed over, and so is a commit's own snapshot. */
  edgesOf({ cycle }: Lemma, but?: number): EdgeTold[] {
    const { polygraph } = this.core
    const at = cycle.findIndex(({ from }) => from < polygraph.events)
    const edges = [...cycle.slice(at), ...cycle.slice(0, at)]
    const told: EdgeTold[] = []
    let from = edges[0]?.from ?? 0
    for (const edge of edges) {
      if (edge.to >= polygraph.events) continue
      const whole: CoreEdge = { from, to: edge.to, tag: edge.tag }
      from = edge.to
      if (polygraph.transactionOf(whole.from) === polygraph.transactionOf(whole.to)) continue
      // That a literal's opposite was supposed has been said.
      if (but === undefined || whole.tag !== (but ^ 1) || !this.isOfWriters(whole))
        told.push(whole.tag === CERTAIN ? this.certain(whole) : this.chosen(whole))
    }
    return told
  }

  private first(literal: number, T: NameOf): string {
    const { first, second } = this.core.polygraph.sides(literal)
    const key = this.keyOf(literal)
    return `${T(first)} wrote ${this.value(first, key)} to key ${this.name(key)} before ${T(second)} wrote ${this.value(second, key)}`
  }

  private certain({ from, to }: CoreEdge): EdgeTold {
    const { evidence, level, core } = this
    const { polygraph } = core
    const [a, b] = [polygraph.transactionOf(from), polygraph.transactionOf(to)]
    const isSnapshot = level.kind === 'snapshot'
    const isRw = isSnapshot && from < polygraph.transactions
    const kinds = isRw ? [RW] : isSnapshot ? [WR, WW] : evidence.preferred
    const time = isRw ? undefined : timeReason(evidence.transactions, level.timed, a, b)
    const timed = time === undefined ? [] : [level.timed & (PROCESS | REALTIME)]
    const reason = reasonOf(evidence, { from: a, to: b, kinds: 0 }, [...kinds, ...timed])
    const { kind, counts, key, sentence, shownBy } = reason
    return { from: a, to: b, kind, counts, key, sentence, shownBy }
  }

  private chosen({ from, to, tag }: CoreEdge): EdgeTold {
    const { polygraph } = this.core
    const { first, second } = polygraph.sides(tag)
    const [a, b] = [polygraph.transactionOf(from), polygraph.transactionOf(to)]
    const key = this.keyOf(tag)
    const name = this.evidence.transactions.keys[key]
    if (this.isOfWriters({ from, to, tag }))
      return {
        from: a,
        to: b,
        kind: 'ww',
        counts: { isRw: false, timed: 0 },
        key: name,
        side: { first, second },
        sentence: (T) => this.first(tag, T),
      }
    return {
      from: a,
      to: b,
      kind: 'rw',
      counts: { isRw: true, timed: 0 },
      key: name,
      shownBy: [first],
      side: { first, second },
      sentence: (T) =>
        `${T(a)} read ${this.value(first, key)} in key ${this.name(key)} and ${T(b)} wrote ${this.value(second, key)} later, so ${T(a)} came before ${T(b)}`,
    }
  }

  private isOfWriters({ from, to, tag }: CoreEdge): boolean {
    const { polygraph } = this.core
    const { first, second } = polygraph.sides(tag)
    return from === polygraph.commit(first) && to === polygraph.start(second)
  }

  private keyOf(literal: number): number {
    const { groups, group } = this.core.polygraph
    return groups[group[literal >> 1]].key
  }

  private name(key: number): string {
    return show(this.evidence.transactions.keys[key])
  }

  private value(t: number, key: number): string {
    return valueWritten(this.evidence.transactions, t, key)
  }
}
