import type { Anomaly } from '../../checkers/checker.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import { sayWhen } from '../../checkers/durability/lost-writes.ts'
import type { RunResults } from '../../runner/results.ts'
import { durabilityOf } from '../figures.ts'
import { DASH, count, plural } from '../quantities.ts'
import { describeValue, witnessRows } from '../witness.ts'
import { circles } from './circles.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

const SHOWN_ANOMALIES = 20
const SHOWN_LOST = 100

/** What went wrong, each anomaly once with the operations that prove it, whoever found it. */
export function findings(results: RunResults): Markup | false {
  const all = foundBy(results.checks)
  const byChecker = Map.groupBy(all, ({ checkers }) => checkers[0])
  return (
    all.length > 0 &&
    html`<section aria-labelledby="findings">
      <h2 id="findings">What went wrong, and the operations that prove it</h2>
      ${[...byChecker.values()].map(anomalies)} ${lostWrites(durabilityOf(results))}
    </section>`
  )
}

function anomalies(all: Found[]): Markup {
  const hidden = all.length - SHOWN_ANOMALIES
  return html`${all.slice(0, SHOWN_ANOMALIES).map(anomalyOf)}
  ${hidden > 0 && html`<p class="note">${plural(hidden, 'more anomaly', 'more anomalies')} of this checker in results.json.</p>`}`
}

interface Found {
  anomaly: Anomaly
  checkers: string[]
}

/** Checkers overlap: what several of them tell in the same words, proved by the same operations, is one thing. */
function foundBy(checks: RunResults['checks']): Found[] {
  const found = new Map<string, Found>()
  for (const [checker, { anomalies }] of Object.entries(checks))
    for (const anomaly of anomalies) {
      const { name, summary, witness } = anomaly
      const same = JSON.stringify([name, summary, witness.map(({ index }) => index)])
      const before = found.get(same)
      if (before === undefined) found.set(same, { anomaly, checkers: [checker] })
      else before.checkers.push(checker)
    }
  return [...found.values()]
}

function anomalyOf({ anomaly: { name, summary, witness, detail }, checkers }: Found): Markup {
  return html`<h3>
      ${name} <span class="note">found by ${[...new Set(checkers)].join(', ')}</span>
    </h3>
    <p>${summary}</p>
    ${circles(detail)} ${witness.length > 0 && witnessTable(witness)}`
}

function witnessTable(witness: Anomaly['witness']): Markup {
  const all = witnessRows(witness, 400)
  const isNamed = all.some(({ label }) => label !== '')
  const rows = all.map((row) => [
    ...(isNamed ? [row.label || DASH] : []),
    row.from,
    row.to,
    String(row.index),
    row.process,
    row.node || DASH,
    html`<span class="mono">${row.operation}</span>`,
    row.error === '' ? row.outcome : `${row.outcome}: ${row.error}`,
  ])
  const columns = [
    ...(isNamed ? [{ name: 'Name', kind: 'keep' as const }] : []),
    { name: 'Began', kind: 'right keep' as const },
    { name: 'Ended', kind: 'right keep' as const },
    { name: 'Index', kind: 'right keep' as const },
    { name: 'Process', kind: 'keep' as const },
    { name: 'Node', kind: 'keep' as const },
    { name: 'Operation' },
    { name: 'Result' },
  ]
  const caption = 'Witness, in the order of time; the index is that of the line in history.jsonl'
  return table(caption, columns, rows)
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
