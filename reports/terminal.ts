import pc from 'picocolors'
import type { WitnessOperation } from '../checkers/checker.ts'
import type { ClaimResult, RunResults } from '../runner/results.ts'
import { columnsOf } from './columns.ts'
import { plainTable } from './plain-table.ts'
import { plain, shorten, wrap } from './plain-text.ts'
import { type Problem, problemsOf } from './problems.ts'
import { count, plural, seconds } from './quantities.ts'
import { titleOf } from './sentence.ts'
import { type WitnessRow, witnessRows } from './witness.ts'

export interface TerminalOptions {
  /** Unset: as NO_COLOR, FORCE_COLOR and the kind of standard output have it. */
  color?: boolean
  /** Unset: as wide as standard output. */
  columns?: number
}

const SHOWN_ANOMALIES = 3

type Colors = ReturnType<typeof pc.createColors>
const colorsOf = ({ color }: TerminalOptions): Colors =>
  color === undefined ? pc : pc.createColors(color)

/** The runs as a table, what became of each sentence on trial, and every claim and check that isn't a pass. */
export function terminalTable(results: RunResults[], options: TerminalOptions = {}): string {
  const page = pageOf(options)
  const kinds = Map.groupBy(results.flatMap(problemsOf), (problem) => problem.kind)
  const found = [...kinds.values()].map((alike) => finding(alike, page))
  return `${[overview(results, page), sentences(results, page), ...found].join('\n\n')}\n`
}

/** The operations that prove an anomaly, in the order of time, as a table for a terminal. */
export function formatWitness(
  witness: readonly WitnessOperation[],
  options: TerminalOptions = {},
): string {
  return witnessTable(witness, pageOf(options))
}

/** What is written on: its colours, and how many columns it has. */
interface Page {
  colors: Colors
  columns: number
}

function pageOf(options: TerminalOptions): Page {
  return { colors: colorsOf(options), columns: options.columns ?? columnsOf(process.stdout) }
}

function witnessTable(witness: readonly WitnessOperation[], { colors, columns }: Page): string {
  const all = witnessRows(witness)
  const isNamed = all.some(({ label }) => label !== '')
  const rows = all.map((row) => [
    ...(isNamed ? [shorten(plain(row.label), 8)] : []),
    row.from,
    row.to,
    String(row.index),
    operationOf(row),
  ])
  const head = [...(isNamed ? [''] : []), 'From', 'To', 'Index', 'Operation'].map(colors.dim)
  const last = head.length - 1
  const right = [last - 3, last - 2, last - 1]
  return indent(plainTable({ head, rows, right, wraps: last, width: columns - 4 }), 4)
}

/** `add 5884: ok (process 5 on n1)` */
function operationOf({ operation, outcome, error, process, node }: WitnessRow): string {
  const end = error === '' ? outcome : `${outcome}, ${shorten(error, 60)}`
  const where = node === '' ? '' : ` on ${node}`
  return plain(`${operation}: ${end} (process ${process}${where})`)
}

function overview(results: RunResults[], { colors, columns }: Page): string {
  const rows = results.map((one) => [
    `${shorten(plain(titleOf(one.run)), 40)}, seed ${one.run.seed}`,
    count(one.acknowledged),
    count(one.lost),
    seconds(one.rtoSeconds),
    paint(one.verdict, colors),
  ])
  const head = ['Run', 'Acknowledged', 'Lost', 'Recovery', 'Verdict'].map(colors.dim)
  return plainTable({ head, rows, right: [1, 2, 3], wraps: 0, width: columns })
}

/** What the manual says, each sentence once for all runs of a kind, and what became of it. */
function sentences(results: RunResults[], { colors, columns }: Page): string {
  const kinds = Map.groupBy(
    results.flatMap(trials),
    ({ title, sentence }) => `${title} ${sentence}`,
  )
  const told = [...kinds.values()].map((alike) => {
    const { title, sentence } = alike[0]
    const verdicts = Map.groupBy(alike, ({ verdict }) => verdict)
    const became = [...verdicts].map(([verdict, those]) => {
      const times = alike.length > 1 ? `${verdict} in ${those.length} of ${alike.length}` : verdict
      return paint(verdict, colors, times)
    })
    const lines = wrap(plain(`${title}: the manual says “${sentence}”`), columns - 2)
    return indent([...lines, ...became].join('\n'), 2).trimStart()
  })
  return told.length === 0 ? 'No sentence of the manual was on trial.' : told.join('\n')
}

function trials({ run, claims }: RunResults) {
  const title = titleOf(run)
  return claims.map(({ sentence, verdict }) => ({ title, sentence, verdict }))
}

function finding([first, ...others]: Problem[], page: Page): string {
  const { colors, columns } = page
  const title = shorten(plain(`${first.run}, seed ${first.seed}: ${first.what}`), columns - 10)
  const hidden = first.anomalies.length - SHOWN_ANOMALIES
  const paragraph = (text: string) => indent(wrap(plain(text), columns - 2).join('\n'), 2)
  return [
    `${paint(first.verdict, colors)}  ${colors.bold(title)}`,
    paragraph(first.reason),
    ...first.anomalies
      .slice(0, SHOWN_ANOMALIES)
      .flatMap(({ name, summary, witness }) => [
        paragraph(`${name}: ${summary}`),
        witness.length === 0 ? '' : witnessTable(witness, page),
      ]),
    hidden > 0 ? `  and ${plural(hidden, 'more anomaly', 'more anomalies')} in the report` : '',
    others.length > 0
      ? paragraph(`also with seed ${others.map(({ seed }) => seed).join(', ')}`)
      : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns))
}

function paint(
  verdict: RunResults['verdict'] | ClaimResult['verdict'],
  colors: Colors,
  text: string = verdict,
): string {
  if (verdict === 'pass' || verdict === 'holds') return colors.green(text)
  return verdict === 'unknown' ? colors.yellow(text) : colors.red(text)
}
