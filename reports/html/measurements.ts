import { effectText } from '../../history/effect.ts'
import type { RunResults } from '../../runner/results.ts'
import { availabilityOf, latencyOf } from '../figures.ts'
import { DASH, count, milliseconds, moment, seconds } from '../quantities.ts'
import { html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

const right = (name: string): Column => ({ name, kind: 'right' })

/** What each fault cost. */
export function impacts(results: RunResults): Markup | false {
  const faults = availabilityOf(results)?.faults ?? []
  if (faults.length === 0) return false
  const columns: Column[] = [
    { name: 'Fault', kind: 'keep' },
    { name: 'On' },
    ...[
      'Injected',
      'Undone',
      'First failure',
      'Detected',
      'Promoted',
      'Writes again',
      'Full throughput',
    ].map(right),
    { name: 'Shown by' },
  ]
  const rows = faults.map((fault) => [
    fault.fault,
    fault.nodes.join(', '),
    moment(fault.startNs),
    moment(fault.endNs),
    seconds(fault.firstFailureSeconds),
    seconds(fault.detectionSeconds),
    // Folders from before it was told have none.
    seconds(fault.promotionSeconds ?? null),
    seconds(fault.rtoSeconds),
    seconds(fault.recoverySeconds),
    fault.effect ? effectText(fault.effect) : DASH,
  ])
  return html`<section aria-labelledby="impacts">
    <h2 id="impacts">What each fault cost</h2>
    ${table('From the beginning of the injection on; full throughput is the first second with 90 % of the calm one', columns, rows)}
  </section>`
}

export function latencies(results: RunResults): Markup | false {
  const summaries = latencyOf(results)?.summaries ?? []
  if (summaries.length === 0) return false
  const columns: Column[] = [
    { name: 'Operation' },
    { name: 'Result' },
    { name: 'While' },
    ...['Count', 'p50', 'p95', 'p99', 'Longest'].map(right),
  ]
  const rows = summaries.map(({ f, outcome, phase, count: n, p50Ms, p95Ms, p99Ms, maxMs }) => [
    f,
    outcome,
    phase,
    count(n),
    ...[p50Ms, p95Ms, p99Ms, maxMs].map(milliseconds),
  ])
  return html`<section aria-labelledby="latencies">
    <h2 id="latencies">How long operations took</h2>
    ${table('By operation, result, and what was going on', columns, rows)}
  </section>`
}

export function errors(results: RunResults): Markup | false {
  const classes = availabilityOf(results)?.errors ?? []
  if (classes.length === 0) return false
  const rows = classes.map(({ error, count: n }) => [
    html`<span class="mono">${error}</span>`,
    count(n),
  ])
  return html`<section aria-labelledby="errors">
    <h2 id="errors">What clients were told</h2>
    ${table('Errors by class, the most frequent first', [{ name: 'Error' }, right('Count')], rows)}
  </section>`
}
