import { SplitbrainError } from '../history/errors.ts'
import { readRecord, readResults } from '../runner/read-run.ts'
import type { RunRecord, RunResults } from '../runner/results.ts'
import type { Scenario } from '../runner/scenario.ts'
import { chooseScenario } from './choose.ts'

/** A run that is over, as its folder has it; what it proved is for `judgeFolder`. */
export interface RecordedRun {
  record: RunRecord
  /** Composed anew, with its checkers and claims. */
  scenario: Scenario
  phases: RunResults['phases']
  /** What ended it, or was yet to be done when it was killed. */
  failure: RunResults['error']
}

export async function recordedRun(folder: string): Promise<RecordedRun> {
  const record = await readRecord(folder)
  const { phases, error: failure } = await readResults(folder)
  return { record, scenario: scenarioOf(folder, record), phases, failure }
}

function scenarioOf(folder: string, { scenario, workload, options }: RunRecord): Scenario {
  try {
    return chooseScenario(scenario, { ...options, workload })
  } catch (cause) {
    throw new SplitbrainError(
      'history',
      `${folder}/run.json doesn't tell the run's checkers and claims; judge its history.jsonl, or name one with check --checker.`,
      { cause },
    )
  }
}
