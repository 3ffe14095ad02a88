import pc from 'picocolors'
import type { Operation } from '../runner/history/operation.ts'
import type { ClaimResult, RunResults } from '../runner/results.ts'
import { plainTable } from './plain-table.ts'
import { plain, shorten, wrap } from './plain-text.ts'
import { type Problem, problemsOf } from './problems.ts'
import { count, plural, seconds } from './quantities.ts'
import { titleOf } from './sentence.ts'
import { witnessRows } from './witness.ts'

export interface TerminalOptions {
  /** Unset: as NO_COLOR, FORCE_COLOR and the kind of standard output have it. */
  color?: boolean
}

const WIDTH = 100
const SHOWN_ANOMALIES = 3

type Colors = ReturnType<typeof pc.createColors>
const colorsOf = ({ color }: TerminalOptions): Colors =>
  color === undefined ? pc : pc.createColors(color)

/** The runs as a table, then every claim that doesn't hold and every check that isn't a pass, with its evidence. */
export function terminalTable(results: RunResults[], options: TerminalOptions = {}): string {
  const colors = colorsOf(options)
  const kinds = Map.groupBy(results.flatMap(problemsOf), (problem) => problem.kind)
  const found = [...kinds.values()].map((alike) => finding(alike, colors))
  return `${[overview(results, colors), ...found].join('\n\n')}\n`
}

/** The operations that prove an anomaly, in the order of time, as a table for a terminal. */
export function formatWitness(
  witness: readonly Operation[],
  options: TerminalOptions = {},
): string {
  const { dim } = colorsOf(options)
  const rows = witnessRows(witness).map((row) => [
    row.from,
    row.to,
    shorten(plain(row.process), 12),
    shorten(plain(row.node), 12),
    plain(row.operation),
    shorten(plain(row.error === '' ? row.outcome : `${row.outcome}: ${row.error}`), 28),
  ])
  const head = ['From', 'To', 'Process', 'Node', 'Operation', 'Result'].map(dim)
  return indent(plainTable({ head, rows, right: [0, 1], wraps: 4, width: WIDTH - 4 }), 4)
}

function overview(results: RunResults[], colors: Colors): string {
  const told = new Set<string>()
  const rows = results.map((one) => [
    shorten(plain(titleOf(one.run)), 28),
    String(one.run.seed),
    count(one.acknowledged),
    count(one.lost),
    seconds(one.rtoSeconds),
    promises(one, told, colors),
    paint(one.verdict, colors),
  ])
  const names = ['Run', 'Seed', 'Acknowledged', 'Lost', 'Recovery', 'The manual says', 'Verdict']
  const head = names.map(colors.dim)
  return plainTable({ head, rows, right: [1, 2, 3, 4], wraps: 5, width: WIDTH })
}

/** A claim's sentence stands in full where it is first tried; after that, only what became of it. */
function promises({ claims, error }: RunResults, told: Set<string>, colors: Colors): string {
  if (claims.length === 0) return error ? 'the run broke off' : 'no sentence was on trial'
  return claims
    .map((claim) => {
      const sentence = told.has(claim.sentence) ? '' : `“${plain(claim.sentence)}” `
      told.add(claim.sentence)
      return sentence + paint(claim.verdict, colors)
    })
    .join('\n')
}

function finding([first, ...others]: Problem[], colors: Colors): string {
  const title = shorten(plain(`${first.run}, seed ${first.seed}: ${first.what}`), WIDTH - 10)
  const hidden = first.anomalies.length - SHOWN_ANOMALIES
  return [
    `${paint(first.verdict, colors)}  ${colors.bold(title)}`,
    paragraph(first.reason),
    ...first.anomalies
      .slice(0, SHOWN_ANOMALIES)
      .flatMap(({ name, summary, witness }) => [
        paragraph(`${name}: ${summary}`),
        witness.length === 0 ? '' : formatWitness(witness, { color: colors.isColorSupported }),
      ]),
    hidden > 0 ? `  and ${plural(hidden, 'more anomaly', 'more anomalies')} in the report` : '',
    others.length > 0
      ? paragraph(`also with seed ${others.map(({ seed }) => seed).join(', ')}`)
      : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function paragraph(text: string): string {
  return indent(wrap(plain(text), WIDTH - 2).join('\n'), 2)
}

function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns))
}

function paint(verdict: RunResults['verdict'] | ClaimResult['verdict'], colors: Colors): string {
  if (verdict === 'pass' || verdict === 'holds') return colors.green(verdict)
  return verdict === 'unknown' ? colors.yellow(verdict) : colors.red(verdict)
}
