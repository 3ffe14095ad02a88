import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { damages, type Damage } from '../../claims/damage.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { reachOfDamage } from '../../claims/reach-of-damage.ts'
import { REFUSES } from './refusal.ts'

const all = {
  sentence:
    'all changes to a file system are mirrored to a file system residing on another computer',
  source: differentSolutions,
  refuses: REFUSES,
}

const isOfFiles = ({ below }: Damage) => below === undefined

/** Whoever writes to a file changes the file system, be it nonsense. */
export const mirrorHasTheDamage = reachOfDamage({
  ...all,
  id: 'damage-to-files-reaches-the-mirror',
  speaksOf: isOfFiles,
  reaches: true,
})

/** What happens below it on one disk nobody wrote. */
export const mirrorLacksTheDamage = reachOfDamage({
  ...all,
  id: 'damage-to-a-medium-stays-on-its-side',
  speaksOf: (damage) => !isOfFiles(damage),
  reaches: false,
})

/** A claim that speaks of the mirror of sound files, beside those of damaged ones. */
export function ofSoundFiles(claim: Claim & { trial(evidence: Evidence): boolean }): Claim {
  return {
    ...claim,
    trial: (evidence) => !damages(evidence.history).some(isOfFiles) && claim.trial(evidence),
  }
}
