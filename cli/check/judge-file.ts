import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkers } from '../../checkers/catalog.ts'
import { mergeVerdicts } from '../../checkers/checker.ts'
import type { Checker, Verdict } from '../../checkers/checker.ts'
import { SplitbrainError } from '../../history/errors.ts'
import { readHistory, type ReadHistory } from '../../history/formats/read.ts'
import type { History } from '../../history/history.ts'
import { independentHistory } from '../../history/independent.ts'
import { apply } from './apply.ts'
import { countsOf } from './counts.ts'
import { eachKey } from './each-key.ts'
import { mustPair, optionsInside } from './elle-document.ts'
import { familyOf, noFamily, operationsOf } from './families.ts'
import type { Judged } from './judged.ts'
import { mustFit, type CheckOptions } from './options.ts'

interface Choice {
  /** The history as these checkers are to see it. */
  history: History
  checkers: Checker[]
  why: string
}

/** Judges a history file, the history of a run folder, or standard input (`-`). */
export async function judgeFile(path: string, options: CheckOptions): Promise<Judged> {
  const isRun = path !== '-' && (await isFolder(path))
  const file = isRun ? join(path, 'history.jsonl') : path
  const start = performance.now()
  const read = await readHistory(file)
  const { format, warnings, isCut } = read
  const readMilliseconds = performance.now() - start
  const lines = read.history.length
  const told = { format, lines, ...countsOf(read.history), isCut, readMilliseconds }
  if (isRun && options.checker === undefined) {
    const judged = await ofRun(path, read.history, options)
    const verdict = unlessCut(judged.verdict, isCut)
    return { file: path, ...told, ...judged, verdict, warnings: [...warnings, ...judged.warnings] }
  }
  const { history, checkers, why } = ofHistory(file, read, options)
  const checks = checkers.map((checker) => apply(checker, history, { initial: options.initial }))
  const verdict = unlessCut(mergeVerdicts(checks.map(({ result }) => result.verdict)), isCut)
  return { file: path === '-' ? 'standard input' : path, ...told, verdict, why, warnings, checks }
}

/** A fail that was found stays one, whatever is missing. */
function unlessCut(verdict: Verdict, isCut: boolean): Verdict {
  return isCut ? mergeVerdicts([verdict, 'unknown']) : verdict
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

async function ofRun(folder: string, history: History, options: CheckOptions) {
  if (options.independent !== undefined)
    throw new SplitbrainError('usage', "--independent of a run's folder needs --checker.")
  // Workloads bring a database's client along, which no other file needs.
  const { judgeRecorded } = await import('./run-folder.ts')
  return judgeRecorded(folder, history, (checker, judged) => {
    mustFit(options, checker.name)
    return apply(checker, history, { initial: options.initial, judged })
  })
}

function ofHistory(file: string, read: ReadHistory, options: CheckOptions): Choice {
  const independent = independentHistory(read.history, options.independent)
  const history = independent ?? read.history
  const asked = options.checker
  const checkerOptions = { ...optionsInside(file, read), ...options.checkerOptions }
  const family = familyOf(history)
  const operations = operationsOf(history)
  const isEmpty = operations.length === 0
  if (asked === undefined && isEmpty && checkerOptions.allowEmpty !== true)
    return { history, checkers: [], why: 'The history has no operation of a client.' }
  if (asked === undefined && !isEmpty && !family) throw noFamily(history)
  const name = asked ?? family?.checker ?? 'linearizability'
  mustFit(options, name)
  mustPair(read, name, checkerOptions)
  const isChosen = asked === undefined && !isEmpty
  const checker: Checker = checkers[name]({ model: family?.model, ...checkerOptions })
  const why = isChosen ? `chosen for the operations ${operations.join(', ')}` : 'as asked'
  return independent
    ? { history, checkers: [eachKey(checker)], why: `${why}, each key by itself` }
    : { history, checkers: [checker], why }
}
