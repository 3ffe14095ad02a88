import type { Claim } from '../../../runner/claim.ts'
import { differentSolutions, featureMatrix } from '../../claims/manual.ts'
import type { ConflictPolicy } from '../../databases/postgres/pglogical.ts'
import type { Rule } from './options.ts'

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

const conflicts = 'PostgreSQL documentation, chapter "Logical Replication", section "Conflicts"'

/** What it says of rows that are in the way of logical replication. */
export const ofConflicts = (claim: Told): Claim => ({ ...claim, source: conflicts })

/** What pglogical's makers say of each policy. */
const ofPolicies: Record<ConflictPolicy, string> = {
  error:
    'the replication will stop on error if conflict is detected and manual action is needed for resolving',
  apply_remote: 'always apply the change that’s conflicting with local data',
  keep_local:
    'keep the local version of the data and ignore the conflicting change that is coming from the remote node',
  last_update_wins: 'the version of data with newest commit timestamp will be kept',
  first_update_wins: 'the version of the data with oldest timestamp will be kept',
}

/** What becomes of a change that meets another server's, in the words of who makes the replication. */
export function saidOf(rule: Rule): Pick<Claim, 'sentence' | 'source'> {
  if (rule !== 'none')
    return {
      sentence: ofPolicies[rule],
      source: 'pglogical documentation, "Configuration options", pglogical.conflict_resolution',
    }
  const sentence = 'the data will be updated even if it was changed locally on the subscriber node'
  return { sentence, source: conflicts }
}
