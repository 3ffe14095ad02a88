import type { NodeState } from '../../../runner/results.ts'
import type { Curve } from '../draw.ts'

const colors = ['ok', 'indeterminate', 'highest'] as const
/** Over a longer time than this between two samples nobody looked. */
const LOOKED_AT_LEAST_NS = 2.5e9

/** A figure of one node over the run, with gaps where nobody knows. */
export const curveBy =
  (figure: (state: NodeState) => number | null) =>
  ([label, samples]: [string, NodeState[]], i: number): Curve => {
    const points = samples.flatMap((state, at): Curve['points'] => {
      const { timeNs } = state
      const x = timeNs / 1e9
      const point = { x, y: figure(state) }
      const unseen = at > 0 && timeNs - samples[at - 1].timeNs > LOOKED_AT_LEAST_NS
      return unseen ? [{ x, y: null }, point] : [point]
    })
    return { label, color: colors[i % colors.length], points }
  }
