import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'
import { copyOfTheOther } from './copy-of-the-other.ts'
import { goesOnAlone } from './goes-on-alone.ts'
import { oneWriter } from './one-writer.ts'

/** What the manual says of data that is partitioned by offices. */
export const claims: Claim[] = [oneWriter, goesOnAlone, copyOfTheOther].map((claim) => ({
  ...claim,
  source: `${highAvailability}, "Data partitioning"`,
  // Whatever a checker finds here is nobody's promise.
  covers: () => false,
}))
