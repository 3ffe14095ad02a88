import pc from 'picocolors'
import type { Anomaly, CheckResult, Verdict } from '../../checkers/checker.ts'
import { columnsOf } from '../../reports/columns.ts'
import { plain, shorten, wrap } from '../../reports/plain-text.ts'
import { count, milliseconds, plural } from '../../reports/quantities.ts'
import { decisive } from '../../reports/sentence.ts'
import { formatWitness } from '../../reports/terminal.ts'
import { figures } from './figures.ts'
import type { ClaimResult } from '../../runner/results.ts'
import type { Check, Judged } from './judged.ts'

const WIDTH = columnsOf(process.stdout)
const SHOWN_ANOMALIES = 3
const SHOWN_OPERATIONS = 40
const TOLD = ['model', 'engine'] as const
/** For whoever checks it by a program, in --json. */
const CERTIFICATE = ['order'] as const
const BREAKS_OFF =
  'The file breaks off. What is missing may hold anything, so that this can be no pass.'

/** One file in full: the verdict, the anomalies with their witnesses, figures, who judged it and what was in it. */
export function inFull(judged: Judged): string {
  const { file, verdict, why, checks } = judged
  const parts = [
    `${paint(verdict)}  ${pc.bold(plain(file))}`,
    ...(judged.claims ?? []).map(claimLine),
    ...(judged.findings ?? []).map(({ reason }) => paragraph(reason)),
    judged.isCut ? paragraph(BREAKS_OFF) : '',
    ...(checks.length === 0 ? [paragraph(why)] : checks.flatMap((each) => section(each, judged))),
    pc.dim(paragraph(contentOf(judged))),
  ]
  return `${parts.filter((part) => part !== '').join('\n')}\n`
}

/** `16 lines of jsonl read in 1.20 ms: 8 operations of clients (6 add, 2 read), 2 events of faults.` */
function contentOf({ lines, format, readMilliseconds, operations, faults }: Judged): string {
  const kinds = Object.entries(operations).map(([f, n]) => `${count(n)} ${f}`)
  const all = Object.values(operations).reduce((sum, n) => sum + n, 0)
  const names = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
  const events = faults === 0 ? '' : `, ${plural(faults, 'event')} of faults`
  const read = `${plural(lines, 'line')} of ${format} read in ${milliseconds(readMilliseconds)}`
  return `${read}: ${plural(all, 'operation')} of clients${names}${events}.`
}

/** One file in a line, where there are many. */
export function inOneLine({ file, verdict, why, checks, isCut, claims = [] }: Judged): string {
  const judges = checks.map(({ checker, milliseconds: ms }) => `${checker} ${milliseconds(ms)}`)
  const finding = checks.flatMap(({ result }) => [
    ...result.anomalies.map(({ name, summary }) => `${name}: ${summary}`),
    ...(result.verdict === 'unknown' ? [result.reason ?? ''] : []),
  ])
  const claim = decisive(claims)
  const first = claim === undefined ? finding[0] : `claim ${claim.verdict}: ${claim.reason}`
  const told = plain(checks.length === 0 ? why : (first ?? (isCut ? BREAKS_OFF : '')))
  return `${[`${paint(verdict)}  ${plain(file)}`, judges.join(', '), shorten(told, WIDTH)]
    .filter((part) => part !== '')
    .join('  ')}\n`
}

/** A file that could not be judged, where there are many. */
export function brokenLine(file: string, problem: string): string {
  return `${pc.red('error  ')}  ${plain(file)}  ${plain(problem)}\n`
}

function section({ checker, about, result, milliseconds: ms }: Check, judged: Judged): string[] {
  const { paragraphs, tables } = figures(result, [...TOLD, ...CERTIFICATE])
  const { anomalies, verdict, reason = '' } = result
  const hidden = anomalies.length - SHOWN_ANOMALIES
  const isOne = judged.checks.length === 1
  const asked = `${checker}: ${about[0].toLowerCase()}${about.slice(1)}.`
  const judge = [checker, ...ways(result), judged.why].join(', ')
  return [
    isOne ? paragraph(asked) : `\n${paint(verdict)}  ${asked}`,
    ...anomalies.slice(0, SHOWN_ANOMALIES).flatMap((each) => finding(each, judged)),
    hidden > 0
      ? paragraph(`and ${plural(hidden, 'more anomaly', 'more anomalies')}, shown by --json`)
      : '',
    paragraph(reason),
    ...tables.map((table) => table.replace(/^(?=.)/gm, '  ')),
    ...paragraphs.map(paragraph),
    paragraph(`Judged in ${milliseconds(ms)} by ${judge}.`),
  ]
}

function claimLine({ id, verdict, reason }: ClaimResult): string {
  return paragraph(`claim ${id}: ${verdict}. ${reason}`)
}

/** By which of its ways the checker judged, where it has several. */
function ways(result: CheckResult & { model?: string; engine?: string }): string[] {
  return TOLD.filter((way) => result[way]).map((way) => `${way} ${result[way]}`)
}

function finding({ name, summary, witness }: Anomaly, judged: Judged): string[] {
  const hidden = witness.length - SHOWN_OPERATIONS
  const shown = witness.slice(0, SHOWN_OPERATIONS)
  return [
    paragraph(`${name}: ${summary}`),
    witness.length === 0 ? '' : formatWitness(shown),
    hidden > 0 ? `    and ${plural(hidden, 'more line')}, shown by --json` : '',
    placesOf(shown, judged).replace(/^(?=.)/, '    '),
  ]
}

/** Where to look these operations up; a document's are counted, for it may be all in one line. */
function placesOf(witness: Anomaly['witness'], { format }: Judged): string {
  const lines = [...new Set(witness.map(({ line }) => line))].filter((line) => line !== undefined)
  if (lines.length === 0) return ''
  const what = format === 'elle-document' ? 'operation' : 'line'
  const numbers = lines.toSorted((a, b) => a - b).join(', ')
  return shorten(`${what}${lines.length === 1 ? '' : 's'} ${numbers} of the file`, WIDTH - 4)
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
