import { nodeOf } from '../../../checkers/availability/calls.ts'
import type { Checker } from '../../../checkers/checker.ts'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import { thinAir } from '../../../checkers/staleness/thin-air.ts'
import type { History } from '../../../history/history.ts'
import type { Workload } from '../../../runner/workload.ts'
import { serversOf, type BidirectionalOptions } from './options.ts'

/** How a run of a workload is judged whose servers hear of each other later: nobody sees the latest, and all should hold the same in the end. */
export function checkersOf(workload: Workload, options: BidirectionalOptions): Checker[] {
  const nodes = serversOf(options)
  return workload.checkers().map((checker) => {
    if (checker.name === 'divergence') return divergence({ nodes })
    return checker.name === 'linearizability' ? thinAir() : checker
  })
}

/** What is asked of each server is away with it alone. */
export const askedOfEach = (servers: readonly string[]) => (history: History) =>
  servers.map((name) => (row: number) => nodeOf(history, row) === name)
