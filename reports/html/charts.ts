import { describeError } from '../../runner/errors.ts'
import type { NodeState, RunResults } from '../../runner/results.ts'
import type { Scene } from '../events.ts'
import { availabilityOf, latencyOf } from '../figures.ts'
import { bytes, count, milliseconds, moment, plural } from '../quantities.ts'
import type { Curve, Draw, Plot } from './draw.ts'
import { html, type Markup, type Part } from './markup.ts'
import { table, type Column } from './table.ts'

/** A picture of a measurement, and the same in words and in a table for those who can't or won't look at it. */
interface Chart {
  id: string
  title: string
  about: string
  alt: string
  plot: Plot
  columns: string[]
  rows: Part[][]
}

/** Longer tables help nobody; results.json has all of it. */
const SHOWN_ROWS = 1000

export async function charts(
  results: RunResults,
  states: NodeState[],
  scene: Scene,
  load = loadLazily,
): Promise<Markup[]> {
  const all = [...throughput(results), ...latencyOverTime(results), ...lag(states)]
  if (all.length === 0) return []
  const draw = await load().catch((error: unknown) => () => {
    throw error
  })
  return all.map((chart) => section(chart, draw, scene))
}

/** The drawing library is big and native, so a command that draws nothing never loads it. */
async function loadLazily(): Promise<Draw> {
  return (await import('./draw.ts')).loadDraw()
}

function section(chart: Chart, draw: Draw, scene: Scene): Markup {
  const { id, title, about, columns, rows } = chart
  const head = columns.map((name): Column => ({ name, kind: 'right' }))
  const shown = rows.slice(0, SHOWN_ROWS)
  const caption =
    shown.length < rows.length ? `${title}, the first ${count(shown.length)} rows` : title
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p class="note">${about}</p>
    ${drawn(chart, draw, scene)}
    <details>
      <summary>${title} as a table</summary>
      ${table(caption, head, shown)}
    </details>
  </section>`
}

const wide = { width: 1040, height: 300 }
const narrow = { width: 400, height: 260 }

/** A machine on which nothing can be drawn still gets its report, with the figures in tables. */
function drawn(chart: Chart, draw: Draw, scene: Scene): Markup {
  try {
    return picture(chart, draw, scene)
  } catch (error) {
    return html`<p class="note">It could not be drawn on this machine: ${describeError(error)}</p>`
  }
}

function picture({ alt, plot }: Chart, draw: Draw, scene: Scene): Markup {
  const source = (scheme: 'light' | 'dark', size: typeof wide) => draw(plot, scene, scheme, size)
  return html`<figure>
    <picture>
      <source
        media="screen and (prefers-color-scheme: dark) and (max-width: 560px)"
        srcset="${source('dark', narrow)}"
      />
      <source media="screen and (prefers-color-scheme: dark)" srcset="${source('dark', wide)}" />
      <source media="screen and (max-width: 560px)" srcset="${source('light', narrow)}" />
      <img
        alt="${alt}"
        width="${wide.width}"
        height="${wide.height}"
        src="${source('light', wide)}"
      />
    </picture>
  </figure>`
}

function* throughput(results: RunResults): Generator<Chart> {
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

function* latencyOverTime(results: RunResults): Generator<Chart> {
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

const lagColors = ['ok', 'indeterminate', 'refused'] as const

function* lag(states: NodeState[]): Generator<Chart> {
  const behind = states.filter(
    (state): state is NodeState & { lagBytes: number } => state.lagBytes !== undefined,
  )
  const most = behind.reduce((bytesBehind, { lagBytes }) => Math.max(bytesBehind, lagBytes), 0)
  if (most === 0) return
  const nodes = [...Map.groupBy(behind, (state) => state.node)]
  yield {
    id: 'lag',
    title: 'Replication lag',
    about:
      'How far each standby was behind the primary of the same moment: what a failover then would have lost.',
    alt: `Replication lag over the run, by standby (${plural(nodes.length, 'node')}): at most ${bytes(most)}. The table below has the figures.`,
    plot: {
      unit: 'KiB',
      scale: 'linear',
      curves: nodes.map(([node, samples], i) => ({
        label: node,
        color: lagColors[i % lagColors.length],
        points: samples.map(({ timeNs, lagBytes }) => ({ x: timeNs / 1e9, y: lagBytes / 1024 })),
      })),
    },
    columns: ['Time', 'Node', 'Behind'],
    rows: behind.map(({ timeNs, node, lagBytes }) => [moment(timeNs), node, bytes(lagBytes)]),
  }
}
