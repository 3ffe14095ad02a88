import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { commitsWait } from '../../claims/commits.ts'
import { mirrorIsConsistent } from './consistent-mirror.ts'
import { mirroredInOrder } from './in-order.ts'
import { mirrorKeepsUp } from './keeps-up.ts'
import { mirrorLosesNothing } from './loses-nothing.ts'
import { mirrorIsWaitedFor } from './mirror-is-waited-for.ts'
import {
  isCopied,
  modeSettings,
  paceSeconds,
  servers,
  type MirroredDiskOptions,
} from './options.ts'
import { mirrorHasTheDamage, mirrorLacksTheDamage, ofSoundFiles } from './reach-of-damage.ts'

/** What the manual says of it, however the mirror is made: some ways are known to break it. */
export function claimsOf(options: MirroredDiskOptions, workload: Workload): Claim[] {
  const mode = Object.fromEntries(modeSettings.map((name) => [name, 'on']))
  const [primary, standby] = servers
  const goesOn = commitsWait({ mode, primary, standbys: [standby], waits: false })
  if (isCopied(options))
    return [
      mirrorIsConsistent(mode, workload),
      mirroredInOrder(mode, workload),
      mirrorKeepsUp(mode, paceSeconds(options)),
      goesOn,
    ]
  return [
    ofSoundFiles(mirrorIsConsistent(mode, workload)),
    mirrorLosesNothing(mode, workload),
    options.withoutMirror === 'stop' ? mirrorIsWaitedFor(mode) : goesOn,
    mirrorHasTheDamage,
    mirrorLacksTheDamage,
  ]
}
