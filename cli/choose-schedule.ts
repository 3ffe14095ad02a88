import { SplitbrainError } from '../history/errors.ts'
import type { Meaning } from '../scenarios/schedule/lines.ts'
import { conditionsIn, faultsIn, type Named } from '../scenarios/schedule/names.ts'
import type { Schedule } from '../scenarios/schedule/schedule.ts'
import type { Layout } from '../scenarios/topologies/topology.ts'
import { chooseCondition } from './choose-condition.ts'
import { chooseFault } from './choose-fault.ts'
import type { Where } from './yaml-file.ts'

/** What the names in a schedule stand for in such a cluster, or a `usage` error that tells where the wrong one stands. */
export function chooseSchedule(schedule: Schedule, layout: Layout, where: Where): Meaning {
  const all = <T>(names: readonly Named[], choose: (words: string, layout: Layout) => T) =>
    new Map(names.map(({ path, words }) => [words, at(where(path), () => choose(words, layout))]))
  const faults = all(faultsIn(schedule), chooseFault)
  const conditions = all(conditionsIn(schedule), chooseCondition)
  return {
    fault: (words) => faults.get(words)!,
    condition: (words) => conditions.get(words)!,
  }
}

function at<T>(place: string, choose: () => T): T {
  try {
    return choose()
  } catch (error) {
    if (!(error instanceof SplitbrainError)) throw error
    throw new SplitbrainError(error.code, place + error.message, { cause: error.cause })
  }
}
