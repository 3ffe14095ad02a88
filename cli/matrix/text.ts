import pc from 'picocolors'
import { plainTable } from '../../reports/plain-table.ts'
import { wrap } from '../../reports/plain-text.ts'
import type { DecidedBy } from '../../scenarios/matrix/cell.ts'
import { columns, rows, type Column, type Row } from '../../scenarios/matrix/manual.ts'
import { ofCell, verdictOf, type Experiment, type Measured } from './measured.ts'

export const marks: Record<Measured, string> = {
  confirmed: '✓',
  refuted: '✗',
  unknown: '?',
  'not run': '…',
}

const paints: Record<Measured, (text: string) => string> = {
  confirmed: pc.green,
  refuted: pc.red,
  unknown: pc.yellow,
  'not run': pc.dim,
}

/** The manual's matrix, each cell with what was measured of it, and then the experiments. */
export function matrixText(experiments: readonly Experiment[], width: number): string {
  const legend = Object.entries(marks).map(([measured, mark]) => `${mark} ${measured}`)
  const names = Object.entries(columns).map(([short, long]) => `${short} ${long}`)
  return [
    tableOf(experiments, width),
    [
      wrap(names.join(', '), width).join('\n'),
      `Beside the manual's word: ${legend.join(', ')}; nothing where nobody tries it.`,
    ].join('\n'),
    ...[...Map.groupBy(experiments, ({ row }) => row)].map(([row, some]) =>
      [pc.bold(row), ...some.map((each) => told(each, width))].join('\n'),
    ),
  ].join('\n\n')
}

function tableOf(experiments: readonly Experiment[], width: number): string {
  const shorts = Object.keys(columns) as Column[]
  const body = (Object.keys(rows) as Row[]).map((row) => [
    row,
    ...shorts.map((column) => {
      const those = experiments.filter((each) => each.row === row && each.column === column)
      return [rows[row][column], ...(those.length === 0 ? [] : [marks[ofCell(those)]])].join(' ')
    }),
  ])
  return plainTable({ head: ['', ...shorts], rows: body, right: [], wraps: 0, width })
}

function told(experiment: Experiment, width: number): string {
  const { says, command, decidedBy } = experiment
  const measured = verdictOf(experiment)
  const mark = paints[measured](`${marks[measured]} ${tally(experiment)}`)
  const lines = wrap(`${says} (${decision(decidedBy)})`, width - 4).map((line) => `    ${line}`)
  return [`  ${mark}`, ...lines, pc.dim(`    $ ${command}`)].join('\n')
}

/** `crash-loses-nothing holds` */
export function decision(by: DecidedBy): string {
  return 'claim' in by ? `${by.claim} ${by.verdict}` : `check ${by.check}: ${by.verdict}`
}

/** `confirmed in 3 of 4 runs` */
export function tally(experiment: Experiment): string {
  const { runs } = experiment
  const all = runs.confirmed + runs.refuted + runs.unknown
  const measured = verdictOf(experiment)
  if (measured === 'not run') return measured
  return `${measured} in ${runs[measured]} of ${all} ${all === 1 ? 'run' : 'runs'}`
}
