import { describeError } from '../../../history/errors.ts'
import { count } from '../../quantities.ts'
import type { Size } from '../canvas.ts'
import { html, type Markup } from '../markup.ts'
import { table, type Column } from '../table.ts'
import type { Told } from './chart.ts'

/** Longer tables help nobody; results.json has all of it. */
const SHOWN_ROWS = 1000

/** A picture in its place on the page, with its table folded up. */
export function section(told: Told, draw: (size: Size) => Markup): Markup {
  const { id, title, about, columns, rows } = told
  const head = columns.map((name): Column => ({ name, kind: 'right' }))
  const shown = rows.slice(0, SHOWN_ROWS)
  const caption =
    shown.length < rows.length ? `${title}, the first ${count(shown.length)} rows` : title
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p class="note">${about}</p>
    ${drawn(told, draw)}
    <details>
      <summary>${title} as a table</summary>
      ${table(caption, head, shown)}
    </details>
  </section>`
}

const wide = { width: 1040, height: 300 }
const narrow = { width: 400, height: 260 }

/** A machine on which nothing can be drawn still gets its report, with the figures in tables. */
function drawn(told: Told, draw: (size: Size) => Markup): Markup {
  try {
    return picture(told, draw)
  } catch (error) {
    return html`<p class="note">It could not be drawn on this machine: ${describeError(error)}</p>`
  }
}

/** Twice, for letters keep their size; the page's style shows the one for the reader's window. */
function picture({ alt }: Told, draw: (size: Size) => Markup): Markup {
  const drawing = (kind: 'wide' | 'narrow', size: Size) =>
    html`<svg
      class="${kind}"
      viewBox="0 0 ${size.width} ${size.height}"
      role="img"
      aria-label="${alt}"
    >
      ${draw(size)}
    </svg>`
  return html`<figure>${drawing('wide', wide)}${drawing('narrow', narrow)}</figure>`
}
