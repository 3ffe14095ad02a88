import { plainTable } from '../../../reports/plain-table.ts'
import { count, milliseconds } from '../../../reports/quantities.ts'
import type { Ratio } from '../../../runner/ratio.ts'
import { nameOf } from './cells.ts'
import type { Compared, Failed, Figures } from './measure.ts'

const head = [
  'Way',
  'Mix',
  'Clients',
  'pgbench/s',
  'Client/s',
  'Of pgbench (95 %)',
  'With history (95 %)',
  'µs each',
  'p50',
  'p99',
]

/** A line for each comparison; what is of both is told as `client, pgbench`. */
export function comparedTable(
  done: readonly Compared[],
  failed: readonly Failed[],
  width: number,
): string {
  const rows = done.map(({ cell, figures: { client, pgbench }, ofPgbench, recording }) => {
    const both = (of: (figures: Figures) => string) => `${of(client)}, ${of(pgbench)}`
    return [
      cell.way,
      cell.mix.name,
      String(cell.clients),
      count(pgbench.perSecond),
      count(client.perSecond),
      ratioText(ofPgbench),
      ratioText(recording),
      both(({ processorMicrosecondsEach: each }) => each.toFixed(1)),
      both(({ p50Ns }) => milliseconds(p50Ns / 1e6)),
      both(({ p99Ns }) => milliseconds(p99Ns / 1e6)),
    ]
  })
  const table = plainTable({ head, rows, right: [2, 3, 4, 5, 6, 7, 8, 9], wraps: 1, width })
  const failures = failed.map((each) => `${nameOf(each.cell)} failed: ${each.failed}`)
  return [...(rows.length > 0 ? [table] : []), ...failures, ...boundsText(done)].join('\n')
}

function ratioText({ ratio, from, to }: Ratio): string {
  return `${ratio.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`
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
