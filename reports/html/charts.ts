import { describeError } from '../../history/errors.ts'
import type { NodeState, RunResults } from '../../runner/results.ts'
import type { LeftBehind, Scene } from '../events.ts'
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
  const all = [...throughput(results), ...latencyOverTime(results), ...lag(states, scene)]
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

/** Twice, for letters keep their size; the page's style shows the one for the reader's window. */
function picture({ alt, plot }: Chart, draw: Draw, scene: Scene): Markup {
  const drawing = (kind: 'wide' | 'narrow', { width, height }: typeof wide) =>
    html`<svg class="${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${alt}">
      ${draw(plot, scene, { width, height })}
    </svg>`
  return html`<figure>${drawing('wide', wide)}${drawing('narrow', narrow)}</figure>`
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

const lagColors = ['ok', 'indeterminate', 'highest'] as const
/** Over a longer time than this between two samples nobody looked. */
const LOOKED_AT_LEAST_NS = 2.5e9

function* lag(states: NodeState[], { leftBehind }: Scene): Generator<Chart> {
  const known = states.filter(isBehind)
  const most = Math.max(...known.map(({ lagBytes }) => lagBytes), ...leftBehind.map(lost), 0)
  if (known.length === 0 || most === 0) return
  const nodes = [...Map.groupBy(states, (state) => state.node)].filter(([, all]) =>
    all.some(isBehind),
  )
  yield {
    id: 'lag',
    title: 'Replication lag',
    about: `How far what a standby had replayed was behind what the primary had written, both asked at the same moment; a gap is where one of the two did not answer. ${LEFT} The scale is logarithmic; what is less than ${LEAST_KIB} KiB stands at its foot.`,
    alt: `Replication lag over the run, by standby (${plural(nodes.length, 'node')}): at most ${bytes(most)}. ${leftBehind.map(sayLeft).join(' ')} The table below has the figures.`,
    plot: {
      unit: 'KiB',
      // The rest of a WAL segment that a backup leaves empty counts as lag, and is a thousand times what a crash loses.
      scale: 'logarithmic',
      curves: [...nodes.map(lagCurve), ...leftCurve(leftBehind)],
    },
    columns: ['Time', 'Node', 'Behind'],
    rows: [
      ...known.map(({ timeNs, node, lagBytes }) => ({ timeNs, cells: [node, bytes(lagBytes)] })),
      ...leftBehind.map((each) => ({
        timeNs: each.timeNs,
        cells: [`${each.to}, promoted`, `at least ${bytes(each.bytes)}`],
      })),
    ]
      .toSorted((a, b) => a.timeNs - b.timeNs)
      .map(({ timeNs, cells }) => [moment(timeNs), ...cells]),
  }
}

const LEFT =
  'A dot is what a failover left behind: where the old primary was when it last answered the operator, less what the new one had received; it is at least so much, for the old primary may have written on.'

/** A logarithmic scale has no zero. */
const LEAST_KIB = 0.1

function kibibytes(lagBytes: number): number {
  return Math.max(LEAST_KIB, lagBytes / 1024)
}

const isBehind = (state: NodeState): state is NodeState & { lagBytes: number } =>
  state.lagBytes !== undefined

const lost = ({ bytes: leftBytes }: LeftBehind) => leftBytes

function sayLeft({ timeNs, from, to, bytes: leftBytes }: LeftBehind): string {
  return `The failover from ${from} to ${to} at ${moment(timeNs)} left at least ${bytes(leftBytes)} behind.`
}

function lagCurve([label, samples]: [string, NodeState[]], i: number): Curve {
  const points = samples.flatMap(({ timeNs, lagBytes }, at): Curve['points'] => {
    const x = timeNs / 1e9
    const point = { x, y: lagBytes === undefined ? null : kibibytes(lagBytes) }
    const unseen = at > 0 && timeNs - samples[at - 1].timeNs > LOOKED_AT_LEAST_NS
    return unseen ? [{ x, y: null }, point] : [point]
  })
  return { label, color: lagColors[i % lagColors.length], points }
}

function leftCurve(leftBehind: LeftBehind[]): Curve[] {
  const points = leftBehind.map(({ timeNs, bytes: left }) => ({
    x: timeNs / 1e9,
    y: kibibytes(left),
  }))
  return points.length === 0 ? [] : [{ label: 'left behind', color: 'refused', points, dots: true }]
}
