import type { NodeState } from '../../../runner/results.ts'
import type { LeftBehind } from '../../events.ts'
import type { Curve } from '../draw.ts'

const lagColors = ['ok', 'indeterminate', 'highest'] as const
/** Over a longer time than this between two samples nobody looked. */
const LOOKED_AT_LEAST_NS = 2.5e9

/** A logarithmic scale has no zero. */
export const LEAST_KIB = 0.1

function kibibytes(lagBytes: number): number {
  return Math.max(LEAST_KIB, lagBytes / 1024)
}

/** How far one standby was behind, with gaps where nobody knows. */
export function lagCurve([label, samples]: [string, NodeState[]], i: number): Curve {
  const points = samples.flatMap(({ timeNs, lagBytes }, at): Curve['points'] => {
    const x = timeNs / 1e9
    const point = { x, y: lagBytes === undefined ? null : kibibytes(lagBytes) }
    const unseen = at > 0 && timeNs - samples[at - 1].timeNs > LOOKED_AT_LEAST_NS
    return unseen ? [{ x, y: null }, point] : [point]
  })
  return { label, color: lagColors[i % lagColors.length], points }
}

/** What failovers left behind, a dot each. */
export function leftCurve(leftBehind: LeftBehind[]): Curve[] {
  const points = leftBehind.map(({ timeNs, bytes: left }) => ({
    x: timeNs / 1e9,
    y: kibibytes(left),
  }))
  return points.length === 0 ? [] : [{ label: 'left behind', color: 'refused', points, dots: true }]
}
