import { SplitbrainError } from '../history/errors.ts'
import { faultsIn, plannedBy } from '../runner/planned.ts'
import { randomFrom } from '../runner/random.ts'
import { readRecord, readResults } from '../runner/read-run.ts'
import type { RunRecord, RunResults } from '../runner/results.ts'
import type { Scenario } from '../runner/scenario.ts'
import { STREAM } from '../runner/streams.ts'
import { chosenSchedule } from '../scenarios/compose.ts'
import { runOptions } from '../scenarios/run-options.ts'
import type { PlainSchedule } from '../scenarios/schedule/schedule.ts'
import type { Topology } from '../scenarios/topologies/topology.ts'
import { chooseParts, chooseScenario, chooseTopology } from './choose.ts'
import { unknownName } from './nearest.ts'

/** A run that is over, as its folder has it; what it proved is for `judgeFolder`. */
export interface RecordedRun {
  record: RunRecord
  /** Composed anew, with its checkers and claims, and the faults that its seed chose. */
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

function scenarioOf(folder: string, { scenario, workload, options, seed }: RunRecord): Scenario {
  try {
    refuseUnknown(Object.keys(options), chooseTopology(scenario))
    const chosen = chooseScenario(scenario, { ...options, workload })
    return { ...chosen, faults: faultsIn(plannedBy(chosen, seed)) }
  } catch (cause) {
    throw new SplitbrainError(
      'history',
      `${folder}/run.json doesn't tell the run's checkers and claims; judge its history.jsonl, or name a checker with check --checker.`,
      { cause },
    )
  }
}

/** The schedule that a run went by, without anything left to chance. */
export function recordedSchedule({ scenario, workload, options, seed }: RunRecord): PlainSchedule {
  const parts = chooseParts(scenario, { ...options, workload })
  return chosenSchedule(parts, randomFrom(seed, STREAM.schedule))
}

/** What an option did that is no more, or not yet, could have decided which claims were on trial. */
function refuseUnknown(given: readonly string[], { name, options }: Topology): void {
  const known = Object.keys({ ...options.shape, ...runOptions.shape })
  const unknown = given.find((key) => !known.includes(key))
  if (unknown !== undefined) throw unknownName(`option of ${name}`, unknown, known)
}
