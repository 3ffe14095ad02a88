import type { Anomaly } from '../../checkers/checker.ts'
import type { RunResults } from '../../runner/results.ts'
import { count } from '../quantities.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/** The sentences of the manual that were on trial, and what each checker made of the history. */
export function claims({ claims: tried, findings, checks }: RunResults): Markup {
  return html`<section aria-labelledby="claims">
    <h2 id="claims">What the manual says</h2>
    ${tried.length === 0 && html`<p class="note">No sentence of the manual was on trial in this run.</p>`}
    ${tried.map(
      ({ id, sentence, source, verdict, reason, power }) =>
        html`<div class="claim ${verdict}">
          <blockquote>“${sentence}”</blockquote>
          <p><span class="pill ${verdict}">${verdict}</span> ${reason}</p>
          ${power && html`<p class="note">What could have broken it: ${powerText(power)}.</p>`}
          <p class="source">${source} · claim <code>${id}</code></p>
        </div>`,
    )}
    ${findings.map(
      ({ verdict, reason }) =>
        html`<div class="claim ${verdict}">
          <p><span class="pill ${verdict}">${verdict}</span> ${reason}</p>
        </div>`,
    )}
    ${Object.keys(checks).length > 0 && checkTable(checks)}
  </section>`
}

/** `8 commits held back, 1,344 wal bytes beyond`: figures by the names that claims give them. */
function powerText(power: Record<string, number>): string {
  const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return Object.entries(power)
    .map(([name, figure]) => `${count(figure)} ${words(name)}`)
    .join(', ')
}

/** Each anomaly is told once, where its witness is: here only what there is, with the way there. */
function toldBelow(anomalies: Anomaly[]): Markup | string {
  if (anomalies.length === 0) return 'nothing to report'
  const kinds = Map.groupBy(anomalies, ({ name }) => name)
  const counted = [...kinds].map(([name, those]) =>
    those.length > 1 ? `${name} (${count(those.length)} times)` : name,
  )
  return html`${counted.join(', ')}: see <a href="#findings">what went wrong</a>`
}

function checkTable(checks: RunResults['checks']): Markup {
  const rows = Object.entries(checks).map(([name, { verdict, reason, anomalies }]) => [
    name,
    html`<span class="pill ${verdict}">${verdict}</span>`,
    reason ?? toldBelow(anomalies),
  ])
  return html`<h3>Checks of the history</h3>
    ${table('What each checker says', [{ name: 'Checker', kind: 'keep' }, { name: 'Verdict', kind: 'keep' }, { name: 'Because' }], rows)}`
}
