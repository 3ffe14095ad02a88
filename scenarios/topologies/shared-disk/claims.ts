import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { crashLosesNothing } from '../../claims/crash.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import { isolationClaims } from '../../claims/isolation.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { standbysCostNothing } from '../../claims/overhead.ts'
import { standbyAnswersNobody } from './answers-nobody.ts'
import { nobodyWithoutDisk } from './away.ts'
import { bothAreDown } from './both-down.ts'
import { oneServerAtATime } from './one-server-at-a-time.ts'
import { servers } from './options.ts'
import { rapidWithoutLoss } from './rapid-without-loss.ts'
import { safeFromPowerLoss } from './safe-from-power-loss.ts'
import { startsAsAfterACrash } from './starts-as-after-a-crash.ts'

const mode: ExpectedMode = { synchronous_commit: 'on', fsync: 'on' }

/** What the manual says of it, sentence by sentence; the fencing is what these are tried with, and changes none. */
export function claimsOf(workload: Workload): Claim[] {
  return [
    rapidWithoutLoss(mode, workload),
    startsAsAfterACrash(mode),
    oneServerAtATime(workload),
    bothAreDown(workload),
    nobodyWithoutDisk,
    standbyAnswersNobody,
    {
      ...standbysCostNothing(mode, servers),
      id: 'shared-disk-avoids-synchronization-overhead',
      sentence: 'avoids synchronization overhead by having only one copy of the database',
      source: sharedDiskFailover,
    },
    crashLosesNothing(mode, workload),
    safeFromPowerLoss(mode, workload),
    ...isolationClaims(workload),
  ]
}
