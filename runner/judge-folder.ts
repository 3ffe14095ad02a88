import { join } from 'node:path'
import { SplitbrainError } from '../history/errors.ts'
import { readHistory } from '../history/formats/read.ts'
import type { History } from '../history/history.ts'
import { judge } from './judge.ts'
import type { RunResults } from './results.ts'
import type { Scenario } from './scenario.ts'

type Judgement = ReturnType<typeof judge>

export interface JudgedFolder {
  history: History
  judgement: Judgement
}

/** What decides about a run, beside its history. */
export type Judges = Pick<Scenario, 'checkers' | 'claims' | 'faults'>

/** Judges what stands in a run's folder. `failure` is what ended the run, where something did. */
export async function judgeFolder(
  path: string,
  judges: Judges,
  failure: RunResults['error'],
): Promise<JudgedFolder> {
  const { history } = await readHistory(join(path, 'history.jsonl'))
  return { history, judgement: judgeRun(history, judges, failure) }
}

/** A run that broke off proves a violation that was seen, but never that all is well. */
export function judgeRun(
  history: History,
  judges: Judges,
  failure: RunResults['error'],
): Judgement {
  if (history.length === 0 && !isBrokenOff(failure))
    throw new SplitbrainError(
      'history',
      "The run came to its end, but its history.jsonl is empty: take it from the run's folder again.",
    )
  const judgement = judge(history, judges)
  return judgement.verdict === 'pass' && isBrokenOff(failure)
    ? { ...judgement, verdict: 'unknown' }
    : judgement
}

/** Phases that begin when the history has all that it will have. */
const afterwards: readonly string[] = ['check', 'report']

/** Whether the history may lack something because of it. */
export function isBrokenOff(failure: RunResults['error']): boolean {
  return failure !== undefined && !afterwards.includes(failure.phase)
}
