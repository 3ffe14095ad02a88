import type { Anomaly, WitnessOperation } from '../checker.ts'
import type { History } from '../../runner/history/history.ts'
import type { Key, Operation } from '../../runner/history/operation.ts'
import type { Cycle } from './cycles.ts'
import { suffix } from './cycles.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './findings.ts'
import { PROCESS, REALTIME, RW, WR, WW } from './graph.ts'
import type { Transactions } from './transaction.ts'

export type EdgeKind = 'ww' | 'wr' | 'rw' | 'process' | 'realtime'

/** One transaction of a witness. Times are nanoseconds since the run began; −1 where they were not recorded. */
export interface WitnessNode {
  name: string
  operation: number
  process: Operation['process']
  node?: string
  beginNs: number
  endNs: number
  value: unknown
}

/** `from` came before `to` (names of nodes), and why. */
export interface WitnessEdge {
  from: string
  to: string
  kind: EdgeKind
  key?: Key
  sentence: string
}

/** What the report draws a cycle from, its nodes in the order in which they began; `shape` is the everyday name of some cycles. */
export interface CycleDetail {
  nodes: WitnessNode[]
  edges: WitnessEdge[]
  shape?: 'write skew' | 'long fork'
}

const kindNames: Record<number, EdgeKind> = {
  [WW]: 'ww',
  [WR]: 'wr',
  [RW]: 'rw',
  [PROCESS]: 'process',
  [REALTIME]: 'realtime',
}

/**
 * A cycle with a reason for each step, from the transaction on that began first. Where a step has several reasons the most certain one is told, and by those
 * the cycle has its name; when that is not the name it was searched for, `asSearched` tells it by the reasons of the
 * search instead, for a cycle that is G2-item by data may prove with the clock what data alone doesn't.
 */
export function explainCycle(
  evidence: Evidence,
  cycle: Cycle,
): { name: string; detail: CycleDetail; asSearched: () => CycleDetail } {
  const inTime = cycle.steps.map((step) => step.from).toSorted((a, b) => a - b)
  const names = new Map(inTime.map((t, i) => [t, `T${i + 1}`]))
  const nodes = inTime.map((t) => witnessNode(evidence.transactions, t, names.get(t)!))
  const first = cycle.steps.findIndex((step) => step.from === inTime[0])
  const steps = [...cycle.steps.slice(first), ...cycle.steps.slice(0, first)]
  const edge = (from: number, to: number, order: readonly number[]): WitnessEdge => {
    const [a, b] = [names.get(from)!, names.get(to)!]
    for (const kind of order) {
      const reason =
        kind === PROCESS || kind === REALTIME
          ? orderReason(evidence.transactions, kind, from, to, a, b)
          : evidence.explain(kind, from, to, a, b)
      if (reason !== undefined) {
        const told = { from: a, to: b, kind: kindNames[kind], sentence: `${reason.sentence}.` }
        return reason.key === undefined ? told : { ...told, key: reason.key as Key }
      }
    }
    throw new Error(`no reason for the edge from transaction ${from} to ${to}`)
  }
  const tell = (kindsOf: (kinds: number) => readonly number[]): CycleDetail => {
    const edges = steps.map(({ from, to, kinds }) => edge(from, to, kindsOf(kinds)))
    const shape = shapeOf(edges)
    return shape === undefined ? { nodes, edges } : { nodes, edges, shape }
  }
  const { preferred } = evidence
  const detail = tell((kinds) => [...preferred, ...bits(kinds & (PROCESS | REALTIME))])
  return {
    name: nameOf(detail.edges),
    detail,
    asSearched: () =>
      tell((kinds) => [...preferred, PROCESS, REALTIME].filter((kind) => (kinds & kind) !== 0)),
  }
}

/** The name that the kinds of its edges give a cycle. */
function nameOf(edges: readonly WitnessEdge[]): string {
  const rw = edges.map((edge) => edge.kind === 'rw')
  const many = rw.filter(Boolean).length
  const adjacent = rw.some((is, i) => is && rw[(i + 1) % rw.length])
  const has = (kind: EdgeKind) => edges.some((edge) => edge.kind === kind)
  const base =
    many === 1
      ? 'G-single-item'
      : many > 1
        ? adjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
        : has('wr')
          ? 'G1c'
          : 'G0'
  return base + suffix(has('realtime') ? REALTIME : has('process') ? PROCESS : 0)
}

/** Two rw edges over different keys are a write skew; wr, rw, wr, rw means that two readers saw two orders. */
function shapeOf(edges: readonly WitnessEdge[]): CycleDetail['shape'] {
  const kinds = edges.map((edge) => edge.kind).join(' ')
  if (kinds === 'rw rw' && edges[0].key !== edges[1].key) return 'write skew'
  if (kinds === 'wr rw wr rw' || kinds === 'rw wr rw wr') return 'long fork'
  return undefined
}

function orderReason(
  transactions: Transactions,
  kind: number,
  a: number,
  b: number,
  nameA: string,
  nameB: string,
): { sentence: string; key?: undefined } {
  const { history, row, begin, end } = transactions
  if (kind === PROCESS)
    return { sentence: `process ${history.process[row[a]]} ran ${nameA} and after it ${nameB}` }
  const ns = history.timeNs[begin[b]] - history.timeNs[end[a]]
  const gap = ns >= 500 ? `${(ns / 1e6).toFixed(3)} ms before` : 'before'
  return {
    sentence: `${nameA} was acknowledged ${gap} ${nameB} began, so ${nameA} came before ${nameB}`,
  }
}

export function cycleAnomaly(evidence: Evidence, name: string, detail: CycleDetail): Anomaly {
  const { history } = evidence.transactions
  const shape = detail.shape === undefined ? '' : ` (a ${detail.shape})`
  const sentences = detail.edges.map((edge) => sentence(edge.sentence))
  return {
    name,
    summary: `${roundOf(detail.edges.map((edge) => edge.from))}${shape}: ${sentences.join(' ')}`,
    witness: witnessOf(history, detail.nodes),
    detail,
  }
}

/** Starts and ends of the transactions, in the history's order. */
function witnessOf(history: History, nodes: readonly WitnessNode[]): WitnessOperation[] {
  return nodes
    .flatMap(({ operation, name }) =>
      [operation, history.pair[operation]]
        .filter((row) => row >= 0)
        .map((row) => ({ ...history.operation(row), label: name })),
    )
    .toSorted((a, b) => a.index - b.index)
}

function roundOf(names: readonly string[]): string {
  if (names.length === 2) return `${names[0]} and ${names[1]} each came before the other`
  return `${names.join(', ')} each came before the next, and ${names.at(-1)} before ${names[0]}`
}

export function findingAnomaly(transactions: Transactions, finding: Finding): Anomaly {
  const inTime = [...new Set(finding.transactions)].toSorted((a, b) => a - b)
  const nodes = inTime.map((t, i) => witnessNode(transactions, t, `T${i + 1}`))
  return {
    name: finding.name,
    summary: finding.summary,
    witness: witnessOf(transactions.history, nodes),
    detail: { nodes, edges: [] } satisfies CycleDetail,
  }
}

function witnessNode(transactions: Transactions, t: number, name: string): WitnessNode {
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

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function bits(kinds: number): number[] {
  return [PROCESS, REALTIME].filter((kind) => (kinds & kind) !== 0)
}
