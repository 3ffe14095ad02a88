import type { RunResults } from '../../runner/results.ts'
import { disturbances, stays, type Mark, type Scene } from '../events.ts'
import { moment } from '../quantities.ts'
import type { LinkSighting, RoleSighting } from '../sightings.ts'
import { drawLanes } from './lanes.ts'
import { html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

const LABELS = 84

/** Who was what at which time, under which faults, and what clients got meanwhile; as a drawing and as a table. */
export function timeline(
  results: RunResults,
  states: RoleSighting[],
  links: LinkSighting[],
  scene: Scene,
): Markup {
  const { height, labels, shapes } = drawLanes(results, states, links, scene)
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">Timeline</h2>
    <p class="note">
      The faults, and what the operator did about them; roles and links as these events tell them,
      and in between as they were sampled; what clients were answered. The numbers stand above the
      charts too.
    </p>
    <figure>
      <div class="timeline" role="img" aria-label="${spoken(scene)}">
        <svg width="${LABELS}" height="${height}" aria-hidden="true">${labels}</svg>
        <svg class="lanes" height="${height}" aria-hidden="true">${shapes}</svg>
      </div>
      <figcaption>${legend(scene.marks)}</figcaption>
    </figure>
    <details>
      <summary>The timeline as a table</summary>
      ${events(scene, states, links)}
    </details>
  </section>`
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

interface Event {
  timeNs: number
  what: string
  where: string
}

function events(scene: Scene, states: RoleSighting[], links: LinkSighting[]): Markup {
  const columns: Column[] = [
    { name: 'Time', kind: 'right keep' },
    { name: 'Event' },
    { name: 'Where' },
  ]
  const rows = [
    ...roles(scene, states),
    ...disturbed(scene, links),
    ...faults(scene),
    ...steps(scene),
  ]
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map(({ timeNs, what, where }) => [moment(timeNs), what, where])
  return table('Events in the order of time', columns, rows)
}

function roles({ endNs }: Scene, states: RoleSighting[]): Event[] {
  return [...Map.groupBy(states, (state) => state.node)].flatMap(([where, samples]) =>
    stays(samples, endNs, ({ role }) => role).map(({ state, startNs }) => ({
      timeNs: startNs,
      what: state,
      where,
    })),
  )
}

function disturbed({ endNs }: Scene, links: LinkSighting[]): Event[] {
  return [...disturbances(links, endNs)].flatMap(([where, stretches]) =>
    stretches.map(({ state, startNs }) => ({ timeNs: startNs, what: state, where })),
  )
}

function faults({ bands }: Scene): Event[] {
  return bands.flatMap(({ name, nodes, startNs, endNs, undone, shownBy }) => {
    const where = nodes.join(', ')
    const begin = { timeNs: startNs, what: `${name} begins`, where }
    const effect = shownBy === undefined ? '' : ` (effect: ${shownBy})`
    return undone ? [begin, { timeNs: endNs, what: `${name} is undone${effect}`, where }] : [begin]
  })
}

function steps({ marks }: Scene): Event[] {
  return marks.map(({ name, detail, timeNs }) => ({ timeNs, what: name, where: detail }))
}
