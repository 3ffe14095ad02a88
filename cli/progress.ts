import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import { columnsOf } from '../reports/columns.ts'
import { plain, shorten, wrap } from '../reports/plain-text.ts'
import { seconds } from '../reports/quantities.ts'
import { outcomeOf } from '../reports/sentence.ts'
import type { Event, Tally } from '../runner/recorder.ts'
import type { RunResults } from '../runner/results.ts'
import { Ongoing } from './ongoing.ts'

export interface ProgressOptions {
  title: string
  timeLimitMs: number
  /** Which of how many runs this is, from 1. */
  series?: { run: number; of: number }
  stream?: NodeJS.WriteStream
}

/**
 * How a run goes, on standard error: a line a phase, and under load one that is written over where there is a terminal;
 * elsewhere a line for each thing that is done to the cluster.
 */
export function progressOf({
  title,
  timeLimitMs,
  series,
  stream = process.stderr,
}: ProgressOptions) {
  const isSeries = series !== undefined && series.of > 1
  const place = isSeries ? `${series.run} of ${series.of}: ` : ''
  const ongoing = new Ongoing()
  let elapsedMs = 0
  let live = false
  const write = (text: string) => {
    if (live) {
      cursorTo(stream, 0)
      clearLine(stream, 0)
      live = false
    }
    stream.write(text)
  }
  const lines = (text: string, indent: string) =>
    wrap(text, columnsOf(stream) - indent.length).map((line) => `${indent}${line}\n`)
  write(
    lines(place + title, '')
      .map(pc.bold)
      .join(''),
  )
  return {
    phase(name: string) {
      write(`  ${pc.dim('·')} ${name}\n`)
    },
    note(text: string) {
      write(lines(text, '    ').map(pc.dim).join(''))
    },
    load(tally: Tally, nowMs: number) {
      elapsedMs = nowMs
      if (!stream.isTTY) return
      write(loadLine(tally, elapsedMs, timeLimitMs, ongoing.now(), columnsOf(stream) - 1))
      live = true
    },
    event(event: Event) {
      const news = ongoing.see(event)
      if (news !== undefined && !stream.isTTY)
        write(lines(`${seconds(elapsedMs / 1000)}: ${plain(news)}`, '    ').join(''))
    },
    /** Of a series each run's verdict, as it ends; a single run has its table in a moment. */
    verdict(results: RunResults) {
      if (isSeries) write(lines(outcomeOf(results), '  ').map(paint(results.verdict)).join(''))
    },
  }
}

/** What doesn't fit into one line of the terminal would be left standing when the line is written over. */
export function loadLine(
  { ok, fail, info }: Tally,
  elapsedMs: number,
  timeLimitMs: number,
  ongoing: string,
  columns: number,
): string {
  const left = Math.max(0, timeLimitMs - elapsedMs)
  const times = `${(elapsedMs / 1000).toFixed(1)} s, ${(left / 1000).toFixed(1)} s left`
  const text = `    ${times}  ${ok} ok  ${fail} failed  ${info} unknown  ${plain(ongoing)}`
  return shorten(text.trimEnd(), columns)
}

/** What a series lacks that was ended early: the last run was cut short, and others never began. */
export function interruption(made: number, of: number): string {
  const missing = of - made
  const rest = missing === 0 ? '' : `; ${missing} ${missing === 1 ? 'is' : 'are'} missing`
  return `Interrupted: ${made} of ${of} runs were made, the last of them cut short${rest}.`
}

function paint(verdict: RunResults['verdict']): (text: string) => string {
  if (verdict === 'pass') return pc.green
  return verdict === 'fail' ? pc.red : pc.yellow
}
