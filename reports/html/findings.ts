import type { Anomaly } from '../../checkers/checker.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import { sayWhen } from '../../checkers/durability/lost-writes.ts'
import type { RunResults } from '../../runner/results.ts'
import { durabilityOf } from '../figures.ts'
import { DASH, count, plural } from '../quantities.ts'
import { describeValue, witnessRows } from '../witness.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

const SHOWN_ANOMALIES = 20
const SHOWN_LOST = 100

/** What went wrong, each anomaly with the operations that prove it. */
export function findings(results: RunResults): Markup | false {
  const found = Object.entries(results.checks).filter(([, check]) => check.anomalies.length > 0)
  return (
    found.length > 0 &&
    html`<section aria-labelledby="findings">
      <h2 id="findings">What went wrong, and the operations that prove it</h2>
      ${found.map(([checker, check]) => anomalies(checker, check.anomalies))}
      ${lostWrites(durabilityOf(results))}
    </section>`
  )
}

function anomalies(checker: string, all: Anomaly[]): Markup {
  const hidden = all.length - SHOWN_ANOMALIES
  return html`${all.slice(0, SHOWN_ANOMALIES).map((anomaly) => anomalyOf(checker, anomaly))}
  ${hidden > 0 && html`<p class="note">${plural(hidden, 'more anomaly', 'more anomalies')} of this checker in results.json.</p>`}`
}

function anomalyOf(checker: string, { name, summary, witness }: Anomaly): Markup {
  return html`<h3>${name} <span class="note">found by ${checker}</span></h3>
    <p>${summary}</p>
    ${witness.length > 0 && witnessTable(witness)}`
}

function witnessTable(witness: Anomaly['witness']): Markup {
  const rows = witnessRows(witness, 400).map((row) => [
    row.from,
    row.to,
    row.process,
    row.node || DASH,
    html`<span class="mono">${row.operation}</span>`,
    row.error === '' ? row.outcome : `${row.outcome}: ${row.error}`,
  ])
  const columns = [
    { name: 'Began', kind: 'right keep' as const },
    { name: 'Ended', kind: 'right keep' as const },
    { name: 'Process', kind: 'keep' as const },
    { name: 'Node', kind: 'keep' as const },
    { name: 'Operation' },
    { name: 'Result' },
  ]
  return table('Witness, in the order of time', columns, rows)
}

function lostWrites(kept: DurabilityResult | undefined): Markup | false {
  const all = kept?.lostWrites ?? []
  if (kept === undefined || all.length === 0) return false
  const rows = all
    .slice(0, SHOWN_LOST)
    .map((lost) => [
      lost.key === undefined
        ? describeValue(lost.element)
        : `${describeValue(lost.element)} of ${lost.key}`,
      sayWhen(lost.acknowledged),
      lost.lastSeen === null ? DASH : sayWhen(lost.lastSeen),
      sayWhen(lost.firstMissing),
      lost.faults.join(', '),
    ])
  const columns = [
    { name: 'Write' },
    { name: 'Acknowledged', kind: 'keep' as const },
    { name: 'Last read', kind: 'keep' as const },
    { name: 'First missing', kind: 'keep' as const },
    { name: 'Under' },
  ]
  const shown = `Lost writes in the order of acknowledgement, the first ${count(rows.length)} of ${count(kept.lost)}`
  return html`<details>
    <summary>The lost writes one by one</summary>
    ${table(shown, columns, rows)}
  </details>`
}
