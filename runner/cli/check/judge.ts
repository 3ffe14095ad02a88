import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkers } from '../../../checkers/catalog.ts'
import { mergeVerdicts } from '../../../checkers/checker.ts'
import type { Checker, CheckResult, Verdict } from '../../../checkers/checker.ts'
import { describeError, SplitbrainError } from '../../errors.ts'
import { readHistory, type ReadHistory } from '../../history/formats/read.ts'
import type { History } from '../../history/history.ts'
import type { ClaimResult } from '../../results.ts'
import { mustPair, optionsInside } from './elle-document.ts'
import { familyOf, noFamily, operationsOf } from './families.ts'
import { mustFit, type CheckOptions } from './options.ts'

export interface Check {
  checker: string
  result: CheckResult
  milliseconds: number
}

/** What became of one file. */
export interface Judged {
  file: string
  format: ReadHistory['format']
  verdict: Verdict
  /** Rows of the history: an invocation and its completion are two. */
  lines: number
  /** Why these checkers judged; or why none did. */
  why: string
  warnings: string[]
  checks: Check[]
  /** Of a run's folder: what became of its claims, which are what decides about a run. */
  claims?: ClaimResult[]
  readMilliseconds: number
}

interface Choice {
  checkers: Checker[]
  why: string
}

/** Judges a history file, the history of a run folder, or standard input (`-`). */
export async function judgeFile(path: string, options: CheckOptions): Promise<Judged> {
  const isRun = path !== '-' && (await isFolder(path))
  const file = isRun ? join(path, 'history.jsonl') : path
  const start = performance.now()
  const read = await readHistory(file)
  const { history, format, warnings } = read
  const readMilliseconds = performance.now() - start
  const told = { format, lines: history.length, readMilliseconds }
  if (isRun && options.checker === undefined) {
    const judged = await ofRun(path, history, options)
    return { file: path, ...told, ...judged, warnings: [...warnings, ...judged.warnings] }
  }
  const { checkers, why } = ofHistory(file, read, options)
  const checks = checkers.map((checker) => check(checker, history, options))
  const verdict = mergeVerdicts(checks.map(({ result }) => result.verdict))
  return { file: path === '-' ? 'standard input' : path, ...told, verdict, why, warnings, checks }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

async function ofRun(folder: string, history: History, options: CheckOptions) {
  // Workloads bring a database's client along, which no other file needs.
  const { judgeRecorded } = await import('./run-folder.ts')
  return judgeRecorded(folder, history, (checker) => {
    mustFit(options, checker.name)
    return check(checker, history, options)
  })
}

function ofHistory(file: string, read: ReadHistory, options: CheckOptions): Choice {
  const { history } = read
  const asked = options.checker
  const checkerOptions = { ...optionsInside(file, read), ...options.checkerOptions }
  const family = familyOf(history)
  const operations = operationsOf(history)
  const isEmpty = operations.length === 0
  if (asked === undefined && isEmpty && checkerOptions.allowEmpty !== true)
    return { checkers: [], why: 'The history has no operation of a client.' }
  if (asked === undefined && !isEmpty && !family) throw noFamily(history)
  const name = asked ?? family?.checker ?? 'linearizability'
  mustFit(options, name)
  mustPair(read, name, checkerOptions)
  const isChosen = asked === undefined && !isEmpty
  return {
    checkers: [checkers[name]({ model: family?.model, ...checkerOptions })],
    why: isChosen ? `chosen for the operations ${operations.join(', ')}` : 'as asked',
  }
}

/** A crash is an `unknown` with the reason; a history that the checker can't read is the caller's to mend. */
function check(checker: Checker, history: History, { initial }: CheckOptions): Check {
  const start = performance.now()
  let result: CheckResult
  try {
    result = checker.check(history, { initial })
  } catch (error) {
    if (error instanceof SplitbrainError) throw error
    const reason = `The checker crashed: ${describeError(error)}`
    result = { verdict: 'unknown', anomalies: [], reason }
  }
  return { checker: checker.name, result, milliseconds: performance.now() - start }
}
