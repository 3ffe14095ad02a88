import pc from 'picocolors'
import type { Anomaly, CheckResult, Verdict } from '../../../checkers/checker.ts'
import { columnsOf } from '../../../reports/columns.ts'
import { plain, shorten, wrap } from '../../../reports/plain-text.ts'
import { count, milliseconds, plural } from '../../../reports/quantities.ts'
import { formatWitness } from '../../../reports/terminal.ts'
import { figures } from './figures.ts'
import type { Check, Judged } from './judge.ts'

const WIDTH = columnsOf(process.stdout)
const SHOWN_ANOMALIES = 3
const SHOWN_OPERATIONS = 40
const TOLD = ['model', 'engine'] as const

/** One file in full: the verdict, the anomalies with their witnesses, figures, how long it took and who judged. */
export function inFull(judged: Judged): string {
  const { file, verdict, why, checks, lines, format, readMilliseconds } = judged
  const read = `${count(lines)} lines of ${format} read in ${milliseconds(readMilliseconds)}`
  const parts = [
    `${paint(verdict)}  ${pc.bold(plain(file))}`,
    ...(checks.length === 0 ? [paragraph(why)] : checks.flatMap((each) => section(each, judged))),
    pc.dim(paragraph(`${read}.`)),
  ]
  return `${parts.filter((part) => part !== '').join('\n')}\n`
}

/** One file in a line, where there are many. */
export function inOneLine({ file, verdict, why, checks }: Judged): string {
  const judges = checks.map(({ checker, milliseconds: ms }) => `${checker} ${milliseconds(ms)}`)
  const finding = checks.flatMap(({ result }) => [
    ...result.anomalies.map(({ name, summary }) => `${name}: ${summary}`),
    ...(result.verdict === 'unknown' ? [result.reason ?? ''] : []),
  ])
  const told = plain(checks.length === 0 ? why : (finding[0] ?? ''))
  return `${[`${paint(verdict)}  ${plain(file)}`, judges.join(', '), shorten(told, WIDTH)]
    .filter((part) => part !== '')
    .join('  ')}\n`
}

/** A file that could not be judged, where there are many. */
export function brokenLine(file: string, problem: string): string {
  return `${pc.red('error  ')}  ${plain(file)}  ${plain(problem)}\n`
}

function section({ checker, result, milliseconds: ms }: Check, judged: Judged): string[] {
  const { paragraphs, tables } = figures(result, TOLD)
  const { anomalies, verdict, reason = '' } = result
  const hidden = anomalies.length - SHOWN_ANOMALIES
  const isOne = judged.checks.length === 1
  const judge = [checker, ...ways(result), judged.why].join(', ')
  return [
    isOne ? '' : `\n${paint(verdict)}  ${checker}`,
    ...anomalies.slice(0, SHOWN_ANOMALIES).flatMap(finding),
    hidden > 0
      ? paragraph(`and ${plural(hidden, 'more anomaly', 'more anomalies')}, shown by --json`)
      : '',
    paragraph(reason),
    ...tables.map((table) => table.replace(/^(?=.)/gm, '  ')),
    ...paragraphs.map(paragraph),
    paragraph(`Judged in ${milliseconds(ms)} by ${judge}.`),
  ]
}

/** By which of its ways the checker judged, where it has several. */
function ways(result: CheckResult & { model?: string; engine?: string }): string[] {
  return TOLD.filter((way) => result[way]).map((way) => `${way} ${result[way]}`)
}

function finding({ name, summary, witness }: Anomaly): string[] {
  const hidden = witness.length - SHOWN_OPERATIONS
  return [
    paragraph(`${name}: ${summary}`),
    witness.length === 0 ? '' : formatWitness(witness.slice(0, SHOWN_OPERATIONS)),
    hidden > 0 ? `    and ${plural(hidden, 'more line')}, shown by --json` : '',
  ]
}

function paragraph(text: string): string {
  return text === ''
    ? ''
    : wrap(plain(text), WIDTH - 2)
        .map((line) => `  ${line}`)
        .join('\n')
}

function paint(verdict: Verdict): string {
  const word = verdict.padEnd('unknown'.length)
  return verdict === 'pass' ? pc.green(word) : verdict === 'fail' ? pc.red(word) : pc.yellow(word)
}
