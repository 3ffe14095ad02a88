import type { RunResults } from '../../../runner/results.ts'
import { latencyOf } from '../../figures.ts'
import { count, milliseconds, moment } from '../../quantities.ts'
import type { Curve } from '../draw.ts'
import type { Chart } from './chart.ts'

export function* latencyOverTime(results: RunResults): Generator<Chart> {
  const measured = latencyOf(results)
  if (!measured || measured.series.length === 0) return
  const { series, bucketNs } = measured
  const curve = (
    label: string,
    color: Curve['color'],
    kind: 'p50Ms' | 'p95Ms' | 'p99Ms',
  ): Curve => ({
    label,
    color,
    points: withGaps(
      series.map((point) => ({ x: (point.timeNs + bucketNs / 2) / 1e9, y: point[kind] })),
      bucketNs,
    ),
  })
  const slowest = series.reduce((a, b) => (b.maxMs > a.maxMs ? b : a))
  yield {
    id: 'latency',
    title: 'Latency',
    about:
      'How long operations took that began at that time, whatever became of them; the scale is logarithmic.',
    alt: `Latency over the run on a logarithmic scale: the slowest operation took ${milliseconds(slowest.maxMs)} and began at about ${moment(slowest.timeNs)}. The table below has the figures.`,
    plot: {
      unit: 'ms',
      scale: 'logarithmic',
      curves: [
        curve('p50', 'median', 'p50Ms'),
        curve('p95', 'high', 'p95Ms'),
        curve('p99', 'highest', 'p99Ms'),
      ],
    },
    columns: ['From', 'Count', 'p50', 'p95', 'p99', 'Longest'],
    rows: series.map(({ timeNs, count: n, p50Ms, p95Ms, p99Ms, maxMs }) => [
      moment(timeNs),
      count(n),
      ...[p50Ms, p95Ms, p99Ms, maxMs].map(milliseconds),
    ]),
  }
}

/** A line over a time in which nothing was measured would tell what nobody knows. */
function withGaps(points: Curve['points'], bucketNs: number): Curve['points'] {
  return points.flatMap((point, i) => {
    const before = points[i - 1]
    const missing = before !== undefined && point.x - before.x > (1.5 * bucketNs) / 1e9
    return missing ? [{ x: (before.x + point.x) / 2, y: null }, point] : [point]
  })
}
