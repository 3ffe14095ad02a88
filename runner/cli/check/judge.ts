import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkers } from '../../../checkers/catalog.ts'
import { mergeVerdicts } from '../../../checkers/checker.ts'
import type { Checker, CheckResult, Verdict } from '../../../checkers/checker.ts'
import { describeError, SplitbrainError } from '../../errors.ts'
import { readHistory, type ReadHistory } from '../../history/formats/read.ts'
import type { History } from '../../history/history.ts'
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
  const isByWorkload = isRun && options.checker === undefined
  const { checkers, why } = isByWorkload
    ? await ofRun(path, options)
    : ofHistory(file, read, options)
  const checks = checkers.map((checker) => check(checker, history, options))
  return {
    file: path === '-' ? 'standard input' : path,
    format,
    verdict: mergeVerdicts(checks.map(({ result }) => result.verdict)),
    lines: history.length,
    why,
    warnings,
    checks,
    readMilliseconds,
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

async function ofRun(folder: string, options: CheckOptions): Promise<Choice> {
  // Workloads bring a database's client along, which no other file needs.
  const { checkersOfRun } = await import('./run-folder.ts')
  const { workload, checkers } = await checkersOfRun(folder)
  for (const { name } of checkers) mustFit(options, name)
  return { checkers, why: `as the run's workload ${workload} has it` }
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
