import type { Checker } from '../../../checkers/checker.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { listAppend } from '../../../checkers/transactions/list-append.ts'
import type { Workload } from '../../../runner/workload.ts'
import type { ParallelQueryOptions } from './options.ts'

/** How a run of a workload is judged whose rows lie on one server each. */
export function checkersOf(
  workload: Workload,
  { commit }: Pick<ParallelQueryOptions, 'commit'>,
): Checker[] {
  const own = workload.checkers().flatMap((checker): Checker[] => {
    // Of no row there is a second copy.
    if (checker.name === 'divergence') return []
    // Each shard has a snapshot of its own; that nothing is seen which never was, is left.
    return [checker.name === 'list-append' ? listAppend({ models: ['read-committed'] }) : checker]
  })
  return commit === 'two-phase' ? [...own, orphans()] : own
}
