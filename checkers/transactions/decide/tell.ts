import type { Anomaly } from '../../checker.ts'
import type { CycleDetail, EdgeKind, WitnessEdge, WitnessStep } from '../cycle-detail.ts'
import type { Evidence } from '../evidence.ts'
import {
  inTime,
  sentence,
  type StepReason,
  witnessEdge,
  witnessNode,
  witnessOf,
} from '../witness.ts'

type NameOf = (t: number) => string

/** An edge with its sentence, between transactions that have no names yet. */
export interface EdgeTold {
  from: number
  to: number
  kind: EdgeKind
  /** What it counts as in the name of a cycle. */
  counts: StepReason['counts']
  key?: unknown
  /** Further transactions that the sentence names. */
  shownBy?: readonly number[]
  /** The side of an open choice that it needs. */
  side?: { first: number; second: number }
  sentence: (nameOf: NameOf) => string
}

export interface StepTold extends Pick<WitnessStep, 'kind'> {
  says: (nameOf: NameOf) => string
  circle: readonly EdgeTold[]
}

/** An anomaly that is shown by these edges, once each, and by the steps of a proof if one circle is not enough. */
export function tellEdges(
  { transactions }: Evidence,
  name: string,
  edges: readonly EdgeTold[],
  summary: (nameOf: NameOf) => string[],
  steps?: readonly StepTold[],
): Anomaly {
  const named = inTime(edges.flatMap(({ from, to, shownBy = [] }) => [from, to, ...shownBy]))
  const T = (t: number) => `T${named.indexOf(t) + 1}`
  const told: WitnessEdge[] = []
  const places = new Map<string, number>()
  const placeOf = (edge: EdgeTold): number => {
    const { from, to, kind, key, side } = edge
    const same = `${from} ${to} ${kind} ${side?.first} ${side?.second} ${String(key)}`
    let place = places.get(same)
    if (place === undefined) {
      const named = side && { side: { first: T(side.first), second: T(side.second) } }
      place = told.push({ ...witnessEdge(edge, T), ...named }) - 1
      places.set(same, place)
    }
    return place
  }
  for (const edge of edges) placeOf(edge)
  const proof = steps?.map(({ kind, says, circle }) => ({
    kind,
    says: sentence(says(T)),
    circle: circle.map(placeOf),
  }))
  const nodes = named.map((t) => witnessNode(transactions, t, T(t)))
  return {
    name,
    summary: summary(T)
      .map((step) => `${sentence(step)}.`)
      .join(' '),
    witness: witnessOf(transactions, named),
    detail: {
      nodes,
      edges: told,
      ...(proof === undefined ? {} : { steps: proof }),
    } satisfies CycleDetail,
  }
}
