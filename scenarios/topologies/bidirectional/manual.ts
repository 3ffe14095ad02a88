import type { Claim } from '../../../runner/claim.ts'
import { differentSolutions, featureMatrix } from '../../claims/manual.ts'

type Told = Omit<Claim, 'source'>

/** What the manual says of asynchronous multimaster replication. */
export const asynchronousMultimaster = (claim: Told): Claim => ({
  ...claim,
  source: `${differentSolutions}, "Asynchronous Multimaster Replication"`,
})

/** Its row of the manual's table. */
export const inTheMatrix = (claim: Told): Claim => ({
  ...claim,
  source: `${featureMatrix}, "Asynchronous Multimaster Replication"`,
})

/** What it says of rows that are in the way of logical replication. */
export const ofConflicts = (claim: Told): Claim => ({
  ...claim,
  source: 'PostgreSQL documentation, chapter "Logical Replication", section "Conflicts"',
})
