import type { RunResults } from '../../runner/results.ts'
import { disturbances, stack, stays, type Scene } from '../events.ts'
import { availabilityOf } from '../figures.ts'
import { shorten } from '../plain-text.ts'
import type { LinkSighting, RoleSighting } from '../sightings.ts'
import { html, type Markup } from './markup.ts'
import { percentage, scaleOf, spread, ticks, type Scale } from './scale.ts'

const LANE = 26
const LINK = 14
const CLIENTS = 44
const GAP = 10
const HEAD = 40
const FOOT = 20
/** Two numbers nearer to each other than this share of the width would overlap on a telephone. */
const NUMBER_SHARE = 7

/** The labels have a fixed width and stand beside the lanes, whose places are percents: so text is never scaled. */
export interface Drawing {
  height: number
  labels: Markup[]
  shapes: Markup[]
}

/** A lane for each node, the faults, each link that was disturbed, and what clients got, all over the same time. */
export function drawLanes(
  results: RunResults,
  states: RoleSighting[],
  links: LinkSighting[],
  scene: Scene,
): Drawing {
  const x = scaleOf(scene)
  const lanes = [
    ...nodeLanes(states, scene, x),
    ...faultLane(scene, x),
    ...linkLanes(links, scene, x),
    ...clientLane(results, x),
  ]
  const height = HEAD + lanes.reduce((sum, lane) => sum + lane.height + GAP, 0) + FOOT
  const drawing: Drawing = { height, labels: [], shapes: background(scene, x, height - FOOT) }
  let top = HEAD + GAP / 2
  for (const lane of lanes) {
    const label = html`<text class="label" y="${top + lane.height / 2}" dy="4">${lane.label}</text>`
    drawing.labels.push(label)
    drawing.shapes.push(
      html`<svg y="${top}" width="100%" height="${lane.height}">${lane.shapes}</svg>`,
    )
    top += lane.height + GAP
  }
  return drawing
}

interface Lane {
  label: string
  height: number
  /** Drawn from y = 0. */
  shapes: Markup[]
}

function nodeLanes(states: RoleSighting[], { endNs }: Scene, x: Scale): Lane[] {
  return [...Map.groupBy(states, (state) => state.node)].map(([node, samples]) => ({
    label: shorten(node, 11),
    height: LANE,
    shapes: stays(samples, endNs, ({ role }) => role).map(({ state, startNs, endNs: leftNs }) => {
      const width = x(leftNs) - x(startNs)
      return html`${bar(`role ${state}`, x(startNs), width, 0, LANE)}
      ${width > 21 && text(`on-${state}`, x(startNs), LANE / 2, state)}`
    }),
  }))
}

function linkLanes(links: LinkSighting[], { endNs }: Scene, x: Scale): Lane[] {
  return [...disturbances(links, endNs)].map(([link, stretches]) => ({
    label: shorten(link.replace('-to-', ' → '), 14),
    height: LINK,
    shapes: stretches.map(({ state, startNs, endNs: leftNs }) => {
      const width = x(leftNs) - x(startNs)
      return html`${bar('disturbed', x(startNs), width, 0, LINK)}
      ${width > 14 && text('fault-name small', x(startNs), LINK / 2, shorten(state, 24))}`
    }),
  }))
}

function faultLane({ bands }: Scene, x: Scale): Lane[] {
  if (bands.length === 0) return []
  const rows = stack(bands.map(({ startNs, endNs }) => ({ start: x(startNs), end: x(endNs) })))
  const shapes = bands.map(({ name, nodes, startNs, endNs }, i) => {
    const start = x(startNs)
    const top = rows[i] * LANE
    const words = shorten([name, nodes.join(' ')].filter(Boolean).join(' · '), 28)
    const label =
      start > 62
        ? html`<text
            class="fault-name"
            x="${percentage(x(endNs))}"
            dx="-8"
            y="${top + 11}"
            dy="4"
            text-anchor="end"
            >${words}</text
          >`
        : text('fault-name', start, top + 11, words)
    return html`${bar('fault', start, x(endNs) - start, top, LANE - 4)}${label}`
  })
  return [{ label: 'Faults', height: LANE * (1 + Math.max(...rows)) - 4, shapes }]
}

function clientLane(results: RunResults, x: Scale): Lane[] {
  const { throughput = [], bucketNs = 0 } = availabilityOf(results) ?? {}
  const most = Math.max(1, ...throughput.map(({ ok, fail, info }) => ok + fail + info))
  const column = (kind: string, timeNs: number, below: number, n: number) => {
    const height = (CLIENTS * n) / most
    const width = x(timeNs + bucketNs) - x(timeNs)
    return (
      n > 0 && bar(kind, x(timeNs), width, CLIENTS - (CLIENTS * below) / most - height, height, 0)
    )
  }
  const shapes = throughput.map(
    ({ timeNs, ok, fail, info }) =>
      html`${column('ok', timeNs, 0, ok)}${column('refused', timeNs, ok, fail + info)}`,
  )
  return throughput.length === 0
    ? []
    : [
        {
          label: 'Clients',
          height: CLIENTS,
          shapes: [html`<g shape-rendering="crispEdges">${shapes}</g>`],
        },
      ]
}

function bar(
  kind: string,
  start: number,
  width: number,
  top: number,
  height: number,
  round = 3,
): Markup {
  return html`<rect
    class="${kind}"
    x="${percentage(start)}"
    width="${percentage(width)}"
    y="${Number(top.toFixed(1))}"
    height="${Number(height.toFixed(1))}"
    rx="${round}"
  />`
}

function text(kind: string, start: number, middle: number, words: string): Markup {
  return html`<text class="${kind}" x="${percentage(start)}" dx="8" y="${middle}" dy="4"
    >${words}</text
  >`
}

function background(scene: Scene, x: Scale, bottom: number): Markup[] {
  return [...axis(scene, x, bottom), ...bands(scene, x, bottom), ...marks(scene, x, bottom)]
}

function axis({ startNs, endNs }: Scene, x: Scale, bottom: number): Markup[] {
  return ticks(startNs / 1e9, endNs / 1e9).map((second) => {
    const at = x(second * 1e9)
    const anchor = at < 3 ? 'start' : at > 96 ? 'end' : 'middle'
    return html`${upright('grid', at, HEAD, bottom)}<text
        class="soft"
        x="${percentage(at)}"
        y="${bottom + 15}"
        text-anchor="${anchor}"
        >${second} s</text
      >`
  })
}

function bands(scene: Scene, x: Scale, bottom: number): Markup[] {
  return scene.bands.map(({ startNs, endNs }) => {
    const width = x(endNs) - x(startNs)
    return html`${bar('band', x(startNs), width, HEAD, bottom - HEAD, 0)}${upright('edge', x(startNs), HEAD, bottom)}`
  })
}

/** The numbers of the marks stand in one row, and a line leads from each to its moment. */
function marks(scene: Scene, x: Scale, bottom: number): Markup[] {
  const moments = scene.marks.map(({ timeNs }) => x(timeNs))
  return spread(moments, NUMBER_SHARE).map((place, i) => {
    const at = percentage(place)
    return html`<line
        class="moment"
        x1="${at}"
        x2="${percentage(moments[i])}"
        y1="20"
        y2="${HEAD}"
      />${upright('moment', moments[i], HEAD, bottom)}<circle
        class="dot"
        cx="${at}"
        cy="11"
        r="9.5"
      /><text class="number" x="${at}" y="11" dy="4">${i + 1}</text>`
  })
}

function upright(kind: string, at: number, from: number, to: number): Markup {
  return html`<line
    class="${kind}"
    x1="${percentage(at)}"
    x2="${percentage(at)}"
    y1="${from}"
    y2="${to}"
  />`
}
