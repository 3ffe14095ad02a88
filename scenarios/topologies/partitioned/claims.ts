import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { syncLosesNothing } from '../../claims/failover.ts'
import { allOrNone } from './all-or-none.ts'
import { combinedQueries } from './combined-queries.ts'
import { copyOfTheOther } from './copy-of-the-other.ts'
import { goesOnAlone } from './goes-on-alone.ts'
import { noConflicts } from './no-conflicts.ts'
import { oneWriter } from './one-writer.ts'
import type { PartitionedOptions } from './options.ts'
import { trialOf } from './trial.ts'

/** What is promised of data that is partitioned by offices. */
export function claimsOf(options: PartitionedOptions, workload: Workload): Claim[] {
  const trial = trialOf(options)
  // Where nobody reads while others write, or nobody can tell how old it was, nothing is said of queries.
  const tellsAges = workload.checkers().some(({ name }) => name === 'staleness')
  return [
    oneWriter(trial),
    goesOnAlone(trial),
    copyOfTheOther(trial),
    noConflicts(trial),
    ...(tellsAges ? [combinedQueries(trial)] : []),
    ...(options.commit === 'local' ? [] : [allOrNone(trial)]),
    // Who it waits for is told by what was held back: between a failover and the standby's return it is nobody.
    ...(options.standbys > 0 ? [syncLosesNothing({ synchronous_commit: 'on' }, workload)] : []),
  ]
}
