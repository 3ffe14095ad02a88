import type { CycleDetail, EdgeKind } from '../../checkers/transactions/cycle-detail.ts'
import { DASH, plural } from '../quantities.ts'
import { describeValue } from '../witness.ts'
import { conditionOf, nameOfKind, type Panel, panelsOf } from './circles-layout.ts'
import { drawCircle } from './circles-shapes.ts'
import { html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

const meanings: Record<EdgeKind, string> = {
  wr: 'the second read what the first wrote',
  ww: 'the second wrote what came after what the first wrote',
  rw: 'the second wrote what came after what the first read',
  process: 'one process ran the first, and then the second',
  realtime: 'the first was acknowledged before the second began',
}

/** Transactions that contradict each other, as a drawing and as a table; false where nothing puts them in order. */
export function circles(detail: unknown): Markup | false {
  if (!isDrawn(detail)) return false
  const { panels, left } = panelsOf(detail)
  return html`<figure class="circles">
    <p class="caption">
      Each arrow leads from a transaction to one that must have come after it, and so none may come
      back to where it began.
    </p>
    ${panels.map(drawn)}
    ${left > 0 && html`<p class="note">${plural(left, 'more step', 'more steps')} in results.json.</p>`}
    <figcaption>${legend(panels)}</figcaption>
    <details>
      <summary>The diagram as a table</summary>
      ${asTable(panels)}
    </details>
  </figure>`
}

function drawn(panel: Panel): Markup {
  const { says, depth, boxes, arrows } = panel
  if (arrows.length === 0) return within(depth, html`<p class="says">${says}.</p>`)
  const { width, height, shapes } = drawCircle(panel)
  const spoken = `${plural(boxes.length, 'transaction', 'transactions')} in a circle: ${arrows
    .map(({ number, edge, label }) => `${number}. ${edge.from} before ${edge.to}, ${label}`)
    .join('; ')}`
  return within(
    depth,
    html`${says !== '' && html`<p class="says">${says}:</p>`}
      <div class="scroll" role="group" aria-label="${spoken}" tabindex="0">
        <svg
          class="circle"
          role="img"
          aria-label="${spoken}"
          width="${width}"
          height="${height}"
          viewBox="0 0 ${width} ${height}"
        >
          ${shapes}
        </svg>
      </div>`,
  )
}

/** Deeper to the right for each supposition that it stands in. */
function within(depth: number, part: Markup): Markup {
  return depth > 0 ? html`<div class="within">${within(depth - 1, part)}</div>` : part
}

function isDrawn(detail: unknown): detail is CycleDetail {
  const { nodes, edges } = (detail ?? {}) as Partial<CycleDetail>
  return Array.isArray(nodes) && Array.isArray(edges) && edges.length > 0
}

function legend(panels: readonly Panel[]): Markup {
  const edges = panels.flatMap(({ arrows }) => arrows.map(({ edge }) => edge))
  const kinds = [...new Set(edges.map(({ kind }) => kind))].filter((kind) => kind in meanings)
  const isOpen = edges.some(({ side }) => side !== undefined)
  const isShown = edges.some(({ side, shownBy }) => side === undefined && shownBy !== undefined)
  return html`<ul class="legend">
    ${kinds.map((kind) => html`<li><code>${nameOfKind(kind)}</code> <span>${meanings[kind]}</span></li>`)}
    ${isShown && html`<li><code>by</code> <span>what shows it is what this one saw</span></li>`}
    ${isOpen && html`<li><code>if</code> <span>dashed or dotted: only if those two wrote the key in this order, which no read tells</span></li>`}
  </ul>`
}

function asTable(panels: readonly Panel[]): Markup {
  const columns: Column[] = [
    { name: 'Arrow', kind: 'right keep' },
    { name: 'From', kind: 'keep' },
    { name: 'To', kind: 'keep' },
    { name: 'Kind', kind: 'keep' },
    { name: 'Key', kind: 'keep' },
    { name: 'Only', kind: 'keep' },
    { name: 'Why' },
  ]
  const rows = panels.flatMap(({ arrows }) =>
    arrows.map(({ number, edge: { from, to, kind, key, side, sentence } }) => [
      String(number),
      from,
      to,
      nameOfKind(kind),
      key === undefined ? DASH : describeValue(key),
      side === undefined ? DASH : conditionOf(side),
      sentence,
    ]),
  )
  return table('The arrows by their numbers', columns, rows)
}
