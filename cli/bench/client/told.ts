import { plainTable } from '../../../reports/plain-table.ts'
import { count } from '../../../reports/quantities.ts'
import type { Ratio } from '../../../runner/ratio.ts'
import { nameOf } from './cells.ts'
import type { Compared, Failed, Figures } from './measure.ts'

const head = [
  'Comparison',
  'A second',
  'Of pgbench (95 %)',
  'History',
  'µs each',
  'p50 ms',
  'p99 ms',
]

/** A line for each comparison: of our client, and where there are two figures of both, ours first. */
export function comparedTable(
  done: readonly Compared[],
  failed: readonly Failed[],
  width: number,
): string {
  const rows = done.map(({ cell, figures: { client, pgbench }, ofPgbench, recording }) => {
    const both = (of: (figures: Figures) => string) => `${of(client)}, ${of(pgbench)}`
    return [
      nameOf(cell),
      count(client.perSecond),
      ratioText(ofPgbench),
      recording.ratio.toFixed(2),
      both(({ processorMicrosecondsEach: each }) => each.toFixed(1)),
      both(({ p50Ns }) => msText(p50Ns)),
      both(({ p99Ns }) => msText(p99Ns)),
    ]
  })
  const table = plainTable({ head, rows, right: [1, 2, 3, 4, 5, 6], wraps: 0, width })
  const failures = failed.map((each) => `${nameOf(each.cell)} failed: ${each.failed}`)
  return [...(rows.length > 0 ? [table] : []), ...failures, ...boundsText(done)].join('\n')
}

function ratioText({ ratio, from, to }: Ratio): string {
  return `${ratio.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`
}

function msText(ns: number): string {
  return (ns / 1e6).toPrecision(3)
}

/** What our client is to do, by what was measured. */
const bounds: { cell: string; what: string; held(compared: Compared): boolean }[] = [
  {
    cell: 'direct select-only 8',
    what: '0.7 of the transactions of pgbench',
    held: ({ ofPgbench }) => ofPgbench.ratio >= 0.7,
  },
  {
    cell: 'direct select-only 8',
    what: 'at most 35 µs of processor time each',
    held: ({ figures }) => figures.client.processorMicrosecondsEach <= 35,
  },
  {
    cell: 'direct select-only 8',
    what: 'with a history 0.85 of the transactions without',
    held: ({ recording }) => recording.ratio >= 0.85,
  },
  {
    cell: 'direct tpcb-like 8',
    what: '0.9 of the transactions of pgbench',
    held: ({ ofPgbench }) => ofPgbench.ratio >= 0.9,
  },
]

export interface Bound {
  cell: string
  what: string
  held: boolean
}

/** Those that speak of what was measured. */
export function boundsOf(done: readonly Compared[]): Bound[] {
  return bounds.flatMap(({ cell, what, held }) => {
    const measured = done.find((compared) => nameOf(compared.cell) === cell)
    return measured === undefined ? [] : [{ cell, what, held: held(measured) }]
  })
}

function boundsText(done: readonly Compared[]): string[] {
  return boundsOf(done).map(({ cell, what, held }) => `${held ? '✔' : '✘'} ${cell}: ${what}`)
}

/** For a program; times in microseconds of the processor and nanoseconds of latency. */
export function comparedJson(done: readonly Compared[], failed: readonly Failed[]): object {
  const named = <T extends Compared | Failed>({ cell, ...rest }: T) => ({
    way: cell.way,
    mix: cell.mix.name,
    clients: cell.clients,
    ...rest,
  })
  return { done: done.map(named), failed: failed.map(named), bounds: boundsOf(done) }
}
