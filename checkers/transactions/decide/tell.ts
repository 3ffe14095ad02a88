import type { Anomaly } from '../../checker.ts'
import type { Key } from '../../../history/operation.ts'
import type { Evidence } from '../evidence.ts'
import {
  type CycleDetail,
  type EdgeKind,
  inTime,
  sentence,
  type StepReason,
  type WitnessEdge,
  witnessNode,
  witnessOf,
} from '../witness.ts'

/** An edge with its sentence, between transactions that have no names yet. */
export interface EdgeTold {
  from: number
  to: number
  kind: EdgeKind
  /** What it counts as in the name of a cycle. */
  counts: StepReason['counts']
  key?: unknown
  /** Further transactions that the sentence names. */
  named?: readonly number[]
  sentence: (nameOf: (t: number) => string) => string
}

/** An anomaly that is shown by these transactions and edges; `steps` are its sentences. */
export function tellEdges(
  { transactions }: Evidence,
  name: string,
  shownBy: readonly number[],
  edges: readonly EdgeTold[],
  steps: (nameOf: (t: number) => string) => string[],
): Anomaly {
  const named = inTime([...shownBy, ...edges.flatMap((edge) => edge.named ?? [])])
  const T = (t: number) => `T${named.indexOf(t) + 1}`
  const told = new Map<string, WitnessEdge>()
  for (const { from, to, kind, key, sentence: say } of edges) {
    const edge: WitnessEdge = { from: T(from), to: T(to), kind, sentence: `${sentence(say(T))}.` }
    const keyed = key === undefined ? edge : { ...edge, key: key as Key }
    told.set(`${from} ${to} ${kind} ${String(key)}`, keyed)
  }
  const nodes = named.map((t) => witnessNode(transactions, t, T(t)))
  return {
    name,
    summary: steps(T)
      .map((step) => `${sentence(step)}.`)
      .join(' '),
    witness: witnessOf(transactions, named),
    detail: { nodes, edges: [...told.values()] } satisfies CycleDetail,
  }
}
