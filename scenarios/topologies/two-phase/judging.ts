import type { Checker } from '../../../checkers/checker.ts'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import type { Workload } from '../../../runner/workload.ts'

/** A workload's own checkers where every server executes each write: each is to have a copy, and nothing may be left prepared. */
export function checkersOfAll(workload: Workload, nodes: readonly string[]): Checker[] {
  return [...copiesOn(nodes, workload), orphans()]
}

/** The same where others than those that hold copies take part too. */
export function copiesOn(nodes: readonly string[], workload: Workload): Checker[] {
  const own = workload.checkers()
  return own.map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
}
