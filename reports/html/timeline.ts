import type { NodeState, RunResults } from '../../runner/results.ts'
import { stack, type Mark, type Scene } from '../events.ts'
import { availabilityOf } from '../figures.ts'
import { moment } from '../quantities.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

const LANE = 26
const GAP = 10
const LABELS = 84
/** Two numbered marks nearer than this share of the width would cover each other on a telephone. */
const MARK_SHARE = 6.5

/** Who was what at which time, under which faults, and what clients got meanwhile; one drawing in percent of its width. */
export function timeline(results: RunResults, states: NodeState[], scene: Scene): Markup {
  const drawing = lanes(results, states, scene)
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">Timeline</h2>
    <p class="note">
      Roles as the nodes reported them once a second; faults and what the operator did about them;
      operations that clients got an answer to.
    </p>
    <figure>
      <div class="timeline" role="img" aria-label="${spoken(scene)}">
        <svg width="${LABELS}" height="${drawing.height}" aria-hidden="true">${drawing.labels}</svg>
        <svg class="lanes" height="${drawing.height}" aria-hidden="true">${drawing.shapes}</svg>
      </div>
      <figcaption>${legend(scene.marks)}</figcaption>
    </figure>
    ${events(scene, states)}
  </section>`
}

interface Drawing {
  labels: Markup[]
  shapes: Markup[]
  height: number
}

function lanes(results: RunResults, states: NodeState[], scene: Scene): Drawing {
  const x = scale(scene)
  const markRows = stack(
    scene.marks.map(({ timeNs }) => ({ start: x(timeNs), end: x(timeNs) + MARK_SHARE })),
  )
  const bandRows = stack(
    scene.bands.map(({ startNs, endNs }) => ({ start: x(startNs), end: x(endNs) })),
  )
  const drawing: Drawing = { labels: [], shapes: [], height: 0 }
  let y = 22 * (1 + Math.max(-1, ...markRows)) + 4
  const top = y
  const add = (label: string, height: number, shapes: Markup[]) => {
    drawing.labels.push(
      html`<text class="label" x="0" y="${y + height / 2}" dy="4">${short(label)}</text>`,
    )
    drawing.shapes.push(...shapes)
    y += height + GAP
  }
  for (const [node, samples] of Map.groupBy(states, (state) => state.node))
    add(node, LANE, nodeLane(samples, scene, x, y))
  if (scene.bands.length > 0)
    add('Faults', LANE * (1 + Math.max(...bandRows)), faultLane(scene, bandRows, x, y))
  add('Clients', LANE * 1.6, clientLane(results, x, y))
  const bottom = y - GAP / 2
  drawing.shapes.unshift(...axis(scene, x, top, bottom))
  drawing.shapes.push(
    ...bandsOver(scene, x, top, bottom),
    ...markLines(scene.marks, markRows, x, bottom),
  )
  drawing.height = bottom + 20
  return drawing
}

type X = (timeNs: number) => number

/** Time to percent of the width. */
function scale({ startNs, endNs }: Scene): X {
  return (timeNs) => Math.min(100, Math.max(0, (100 * (timeNs - startNs)) / (endNs - startNs)))
}

const pc = (percent: number): string => `${Number(percent.toFixed(3))}%`

interface Stay {
  role: NodeState['role']
  startNs: number
  endNs: number
}

/** A role lasts until the sample that says otherwise. */
export function stays(samples: NodeState[], endNs: number): Stay[] {
  const found: Stay[] = []
  for (const { role, timeNs } of samples) {
    const last = found.at(-1)
    if (last) last.endNs = timeNs
    if (last?.role !== role) found.push({ role, startNs: timeNs, endNs })
  }
  const last = found.at(-1)
  if (last) last.endNs = endNs
  return found
}

function nodeLane(samples: NodeState[], scene: Scene, x: X, y: number): Markup[] {
  return stays(samples, scene.endNs).map(({ role, startNs, endNs }) => {
    const width = x(endNs) - x(startNs)
    const name =
      width > 17 &&
      html`<text class="on-${role}" x="${pc(x(startNs))}" dx="8" y="${y + LANE / 2}" dy="4"
        >${role}</text
      >`
    return html`<rect
        class="${role}"
        x="${pc(x(startNs))}"
        width="${pc(width)}"
        y="${y}"
        height="${LANE}"
        rx="3"
      />${name}`
  })
}

function faultLane({ bands }: Scene, rows: number[], x: X, y: number): Markup[] {
  return bands.map(({ name, nodes, startNs, endNs }, i) => {
    const start = x(startNs)
    const top = y + rows[i] * LANE
    const right = start > 62
    const text = short([name, nodes.join(' ')].filter(Boolean).join(' · '), 28)
    return html`<rect
        class="fault"
        x="${pc(start)}"
        width="${pc(x(endNs) - start)}"
        y="${top}"
        height="${LANE - 5}"
        rx="3"
      /><text
        class="fault-name"
        x="${pc(right ? x(endNs) : start)}"
        dx="${right ? -8 : 8}"
        text-anchor="${right ? 'end' : 'start'}"
        y="${top + LANE / 2}"
        dy="2"
        >${text}</text
      >`
  })
}

function clientLane(results: RunResults, x: X, y: number): Markup[] {
  const height = LANE * 1.6
  const available = availabilityOf(results)
  if (!available || available.throughput.length === 0) return []
  const most = Math.max(1, ...available.throughput.map(({ ok, fail, info }) => ok + fail + info))
  const bars = available.throughput.map(({ timeNs, ok, fail, info }) => {
    const start = x(timeNs)
    const width = Math.max(0.1, x(timeNs + available.bucketNs) - start)
    const bar = (kind: string, from: number, n: number) =>
      n > 0 &&
      html`<rect
        class="${kind}"
        x="${pc(start)}"
        width="${pc(width)}"
        y="${(y + height * (1 - (from + n) / most)).toFixed(1)}"
        height="${((height * n) / most).toFixed(1)}"
      />`
    return html`${bar('ok', 0, ok)}${bar('refused', ok, fail + info)}`
  })
  return [html`<g shape-rendering="crispEdges">${bars}</g>`]
}

function axis({ startNs, endNs }: Scene, x: X, top: number, bottom: number): Markup[] {
  return ticks(startNs / 1e9, endNs / 1e9).map((second) => {
    const at = x(second * 1e9)
    return html`<line
        class="grid"
        x1="${pc(at)}"
        x2="${pc(at)}"
        y1="${top - 4}"
        y2="${bottom}"
      /><text
        class="soft"
        x="${pc(at)}"
        y="${bottom + 15}"
        text-anchor="${at < 3 ? 'start' : at > 96 ? 'end' : 'middle'}"
        >${second} s</text
      >`
  })
}

/** Some seven round numbers between two. */
export function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 7
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

function bandsOver({ bands }: Scene, x: X, top: number, bottom: number): Markup[] {
  return bands.map(({ startNs, endNs }) => {
    const start = pc(x(startNs))
    return html`<rect
        class="band"
        x="${start}"
        width="${pc(x(endNs) - x(startNs))}"
        y="${top - 4}"
        height="${bottom - top + 4}"
      /><line class="edge" x1="${start}" x2="${start}" y1="${top - 4}" y2="${bottom}" />`
  })
}

function markLines(marks: Mark[], rows: number[], x: X, bottom: number): Markup[] {
  return marks.map(({ timeNs }, i) => {
    const at = pc(x(timeNs))
    const y = 10 + 22 * rows[i]
    return html`<line class="moment" x1="${at}" x2="${at}" y1="${y}" y2="${bottom}" /><circle
        class="dot"
        cx="${at}"
        cy="${y}"
        r="9.5"
      /><text class="number" x="${at}" y="${y}" dy="4">${i + 1}</text>`
  })
}

function legend(marks: Mark[]): Markup | false {
  return (
    marks.length > 0 &&
    html`<ol class="legend">
      ${marks.map(
        ({ name, detail, timeNs }, i) =>
          html`<li><b>${i + 1}</b>${name} <span>${detail} · ${moment(timeNs)}</span></li>`,
      )}
    </ol>`
  )
}

function spoken({ bands, marks }: Scene): string {
  const faults = bands.map(
    ({ name, nodes, startNs, endNs }) =>
      `${name} on ${nodes.join(', ')} from ${moment(startNs)} to ${moment(endNs)}`,
  )
  const steps = marks.map(({ name, detail, timeNs }) => `${name} ${detail} at ${moment(timeNs)}`)
  return `Timeline of the run. Faults: ${faults.join('; ') || 'none'}. Then: ${steps.join('; ') || 'nothing'}.`
}

function events({ bands, marks, endNs }: Scene, states: NodeState[]): Markup {
  const roles = [...Map.groupBy(states, (state) => state.node)].flatMap(([node, samples]) =>
    stays(samples, endNs).map(({ role, startNs }) => ({
      timeNs: startNs,
      what: `${node} is ${role}`,
      where: node,
    })),
  )
  const faults = bands.flatMap(({ name, nodes, startNs, endNs: undoneNs }) => [
    { timeNs: startNs, what: `${name} begins`, where: nodes.join(', ') },
    { timeNs: undoneNs, what: `${name} ends`, where: nodes.join(', ') },
  ])
  const steps = marks.map(({ name, detail, timeNs }) => ({ timeNs, what: name, where: detail }))
  const rows = [...roles, ...faults, ...steps]
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map(({ timeNs, what, where }) => [moment(timeNs), what, where])
  const columns = [{ name: 'Time', kind: 'right' as const }, { name: 'Event' }, { name: 'Where' }]
  return html`<details>
    <summary>The timeline as a table</summary>
    ${table('Events in the order of time', columns, rows)}
  </details>`
}

function short(text: string, longest = 12): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
