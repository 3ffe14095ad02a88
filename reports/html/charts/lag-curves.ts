import type { LeftBehind } from '../../events.ts'
import type { Curve } from '../draw.ts'
import { curveBy } from './node-curve.ts'

/** A logarithmic scale has no zero. */
export const LEAST_KIB = 0.1

function kibibytes(lagBytes: number): number {
  return Math.max(LEAST_KIB, lagBytes / 1024)
}

/** How far one standby was behind, with gaps where nobody knows. */
export const lagCurve = curveBy(({ lagBytes }) =>
  lagBytes === undefined ? null : kibibytes(lagBytes),
)

/** What failovers left behind, a dot each. */
export function leftCurve(leftBehind: LeftBehind[]): Curve[] {
  const points = leftBehind.map(({ timeNs, bytes: left }) => ({
    x: timeNs / 1e9,
    y: kibibytes(left),
  }))
  return points.length === 0 ? [] : [{ label: 'left behind', color: 'refused', points, dots: true }]
}
