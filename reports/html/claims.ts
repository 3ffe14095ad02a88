import type { RunResults } from '../../runner/results.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/** The sentences of the manual that were on trial, and what each checker made of the history. */
export function claims({ claims: tried, checks }: RunResults): Markup {
  return html`<section aria-labelledby="claims">
    <h2 id="claims">What the manual says</h2>
    ${tried.length === 0 && html`<p class="note">No sentence of the manual was on trial in this run.</p>`}
    ${tried.map(
      ({ id, sentence, source, verdict, reason }) =>
        html`<div class="claim ${verdict}">
          <blockquote>“${sentence}”</blockquote>
          <p><span class="pill ${verdict}">${verdict}</span> ${reason}</p>
          <p class="source">${source} · claim <code>${id}</code></p>
        </div>`,
    )}
    ${Object.keys(checks).length > 0 && checkTable(checks)}
  </section>`
}

function checkTable(checks: RunResults['checks']): Markup {
  const rows = Object.entries(checks).map(([name, { verdict, reason, anomalies }]) => [
    name,
    html`<span class="pill ${verdict}">${verdict}</span>`,
    reason ?? (anomalies.length > 0 ? anomalies[0].summary : 'nothing to report'),
  ])
  return html`<h3>Checks of the history</h3>
    ${table('What each checker says', [{ name: 'Checker', kind: 'keep' }, { name: 'Verdict', kind: 'keep' }, { name: 'Because' }], rows)}`
}
