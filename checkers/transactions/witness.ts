import type { Anomaly, WitnessOperation } from '../checker.ts'
import type { Key } from '../../history/operation.ts'
import type { CycleDetail, EdgeKind, WitnessEdge, WitnessNode } from './cycle-detail.ts'
import type { Cycle } from './cycles.ts'
import { suffix } from './cycles.ts'
import type { Evidence, ImpliedReason, Reason } from './evidence.ts'
import type { Finding } from './findings.ts'
import { PROCESS, REALTIME, RW, WR, WW } from './graph.ts'
import type { Step } from './paths.ts'
import type { Transactions } from './transaction.ts'

const kindNames: Record<number, EdgeKind> = {
  [WW]: 'ww',
  [WR]: 'wr',
  [RW]: 'rw',
  [PROCESS]: 'process',
  [REALTIME]: 'realtime',
}

/** What a cycle is told by: the drawing, and all transactions that its sentences name, in the order of their names. */
export interface ToldCycle {
  detail: CycleDetail
  named: readonly number[]
}

/**
 * A cycle with a reason for each step, from the transaction on that began first. Where a step has several reasons the
 * most certain one is told, and by those the cycle has its name; when that is not the name it was searched for,
 * `asSearched` tells it by the reasons of the search instead, for a cycle that is G2-item by data may prove with the
 * clock what data alone doesn't.
 */
export function explainCycle(
  evidence: Evidence,
  { steps }: Cycle,
): { name: string; told: ToldCycle; asSearched: () => ToldCycle } {
  const { preferred } = evidence
  const first = steps.findIndex(({ from }) => steps.every((other) => from <= other.from))
  const inOrder = [...steps.slice(first), ...steps.slice(0, first)]
  const reasons = inOrder.map((step) =>
    reasonOf(evidence, step, [...preferred, ...bits(step.kinds & (PROCESS | REALTIME))]),
  )
  return {
    name: nameOf(reasons),
    told: tell(evidence, inOrder, reasons),
    asSearched: () => {
      const searched = inOrder.map((step) =>
        reasonOf(
          evidence,
          step,
          [...preferred, PROCESS, REALTIME].filter((kind) => (step.kinds & kind) !== 0),
        ),
      )
      return tell(evidence, inOrder, searched)
    },
  }
}

export interface StepReason extends Omit<ImpliedReason, 'kind' | 'timed'> {
  kind: EdgeKind
  /** What it counts as in the name of the cycle. */
  counts: { isRw: boolean; timed: number }
}

/** The first reason that there is among these kinds, or else what the promise implies. */
export function reasonOf(
  evidence: Evidence,
  { from, to }: Step,
  order: readonly number[],
): StepReason {
  const { transactions } = evidence
  for (const kind of order) {
    const timed = kind & (PROCESS | REALTIME)
    const reason =
      timed === 0 ? evidence.explain(kind, from, to) : orderReason(transactions, kind, from, to)
    if (reason === undefined) continue
    return { ...reason, kind: kindNames[kind], shownBy: [], counts: { isRw: kind === RW, timed } }
  }
  const implied = evidence.explainImplied?.(from, to)
  if (implied === undefined)
    throw new Error(`no reason for the edge from transaction ${from} to ${to}`)
  return { ...implied, counts: { isRw: true, timed: implied.timed } }
}

function tell(
  evidence: Evidence,
  steps: readonly Step[],
  reasons: readonly StepReason[],
): ToldCycle {
  const ofCycle = steps.map((step) => step.from)
  const named = inTime([...ofCycle, ...reasons.flatMap(({ shownBy }) => shownBy)])
  const T = (t: number) => `T${named.indexOf(t) + 1}`
  const nodes = named.map((t) => witnessNode(evidence.transactions, t, T(t)))
  const edges = reasons.map((reason, i) => witnessEdge({ ...steps[i], ...reason }, T))
  const shape = shapeOf(edges)
  return { detail: shape === undefined ? { nodes, edges } : { nodes, edges, shape }, named }
}

export function inTime(transactions: readonly number[]): number[] {
  return [...new Set(transactions)].toSorted((a, b) => a - b)
}

/** The name that the kinds of its edges give a cycle. */
export function nameOf(reasons: readonly Pick<StepReason, 'kind' | 'counts'>[]): string {
  const rw = reasons.map(({ counts }) => counts.isRw)
  const many = rw.filter(Boolean).length
  const adjacent = rw.some((is, i) => is && rw[(i + 1) % rw.length])
  const timed = reasons.reduce((all, { counts }) => all | counts.timed, 0)
  const base =
    many === 1
      ? 'G-single-item'
      : many > 1
        ? adjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
        : reasons.some(({ kind }) => kind === 'wr')
          ? 'G1c'
          : 'G0'
  return base + suffix(timed & REALTIME ? REALTIME : timed)
}

/** Two rw edges over different keys are a write skew; wr, rw, wr, rw means that two readers saw two orders. */
function shapeOf(edges: readonly WitnessEdge[]): CycleDetail['shape'] {
  const kinds = edges.map((edge) => edge.kind).join(' ')
  if (kinds === 'rw rw' && edges[0].key !== edges[1].key) return 'write skew'
  if (kinds === 'wr rw wr rw' || kinds === 'rw wr rw wr') return 'long fork'
  return undefined
}

export function orderReason(
  transactions: Transactions,
  kind: number,
  a: number,
  b: number,
): Reason {
  const { history, row, begin, end } = transactions
  if (kind === PROCESS)
    return {
      sentence: (T) => `process ${history.process[row[a]]} ran ${T(a)} and after it ${T(b)}`,
    }
  const ns = history.timeNs[begin[b]] - history.timeNs[end[a]]
  const gap = ns >= 500 ? `${(ns / 1e6).toFixed(3)} ms before` : 'before'
  return {
    sentence: (T) =>
      `${T(a)} was acknowledged ${gap} ${T(b)} began, so ${T(a)} came before ${T(b)}`,
  }
}

export function cycleAnomaly(
  { transactions }: Evidence,
  name: string,
  { detail, named }: ToldCycle,
): Anomaly {
  const shape = detail.shape === undefined ? '' : ` (a ${detail.shape})`
  const sentences = detail.edges.map((edge) => edge.sentence)
  return {
    name,
    summary: `${roundOf(detail.edges.map((edge) => edge.from))}${shape}: ${sentences.join(' ')}`,
    witness: witnessOf(transactions, named),
    detail,
  }
}

/** Starts and ends of the transactions, labelled T1, T2, …, in the history's order. */
export function witnessOf(
  { history, row }: Transactions,
  named: readonly number[],
): WitnessOperation[] {
  const rows = named.flatMap((t, i) =>
    [row[t], history.pair[row[t]]].map((at) => ({ at, label: `T${i + 1}` })),
  )
  return rows
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, label }) => ({ ...history.operation(at), label }))
}

function roundOf(names: readonly string[]): string {
  if (names.length === 2) return `${names[0]} and ${names[1]} each came before the other`
  return `${names.join(', ')} each came before the next, and ${names.at(-1)} before ${names[0]}`
}

export function findingAnomaly(transactions: Transactions, finding: Finding): Anomaly {
  const named = finding.transactions
  const nodes = named.map((t, i) => witnessNode(transactions, t, `T${i + 1}`))
  return {
    name: finding.name,
    summary: finding.summary,
    witness: witnessOf(transactions, named),
    detail: { nodes, edges: [] } satisfies CycleDetail,
  }
}

export function witnessNode(transactions: Transactions, t: number, name: string): WitnessNode {
  const { history, row, begin, end } = transactions
  const operation = history.operation(row[t])
  const shown = {
    name,
    operation: row[t],
    process: operation.process,
    beginNs: begin[t] < 0 ? -1 : history.timeNs[begin[t]],
    endNs: end[t] < 0 ? -1 : history.timeNs[end[t]],
    value: operation.value,
  }
  return operation.node === undefined ? shown : { ...shown, node: operation.node }
}

interface Told extends Reason {
  from: number
  to: number
  kind: EdgeKind
  shownBy?: readonly number[]
}

export function witnessEdge(
  { from, to, kind, key, sentence: say, shownBy = [] }: Told,
  T: (t: number) => string,
): WitnessEdge {
  const others = shownBy.filter((t) => t !== from && t !== to)
  return {
    from: T(from),
    to: T(to),
    kind,
    ...(key === undefined ? {} : { key: key as Key }),
    sentence: `${sentence(say(T))}.`,
    ...(others.length === 0 ? {} : { shownBy: inTime(others).map(T) }),
  }
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function bits(kinds: number): number[] {
  return [PROCESS, REALTIME].filter((kind) => (kinds & kind) !== 0)
}
