import type { RunResults } from '../../../runner/results.ts'
import { availabilityOf } from '../../figures.ts'
import { count, moment } from '../../quantities.ts'
import type { Curve } from '../draw.ts'
import type { Chart } from './chart.ts'

export function* throughput(results: RunResults): Generator<Chart> {
  const available = availabilityOf(results)
  if (!available || available.throughput.length === 0) return
  const perSecond = 1e9 / available.bucketNs
  const buckets = available.throughput
  const curve = (label: string, color: Curve['color'], kind: 'ok' | 'fail' | 'info'): Curve => ({
    label,
    color,
    points: buckets.map((bucket) => ({
      x: (bucket.timeNs + available.bucketNs / 2) / 1e9,
      y: bucket[kind] * perSecond,
    })),
    filled: kind === 'ok',
  })
  const total = (kind: 'ok' | 'fail' | 'info') =>
    buckets.reduce((sum, bucket) => sum + bucket[kind], 0)
  yield {
    id: 'throughput',
    title: 'Throughput',
    about:
      'Operations of all clients per second, by how they ended: done, certainly not done, nobody knows.',
    alt: `Operations per second over the run: ${count(total('ok'))} done, ${count(total('fail'))} failed, ${count(total('info'))} ended nobody knows how. The table below has the figures.`,
    plot: {
      unit: 'per second',
      scale: 'linear',
      curves: [
        curve('ok', 'ok', 'ok'),
        curve('fail', 'refused', 'fail'),
        curve('info', 'indeterminate', 'info'),
      ],
    },
    columns: ['From', 'ok', 'fail', 'info'],
    rows: buckets.map(({ timeNs, ok, fail, info }) => [
      moment(timeNs),
      count(ok),
      count(fail),
      count(info),
    ]),
  }
}
