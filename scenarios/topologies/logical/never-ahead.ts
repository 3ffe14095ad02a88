import { isDeepStrictEqual } from 'node:util'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { differing, rowsAtRest, type Rows } from '../../claims/rows-at-rest.ts'
import { speaksOfDifference } from '../../claims/at-rest.ts'
import { skippedOn } from './conflict-stops.ts'
import { inTheEnd } from './trial.ts'

/** A subscriber of a primary that failed over to a standby with its slots has nothing that this standby lacks. */
export function neverAhead(first: string, subscribers: readonly string[]): Claim {
  return {
    id: 'subscribers-are-never-ahead',
    sentence:
      'This guarantees that logical replication failover slots do not consume changes until those changes are received and flushed to corresponding physical standbys',
    source: 'PostgreSQL documentation, section "Replication", parameter synchronized_standby_slots',
    trial: 'failover',
    covers: speaksOfDifference,
    decide(_, evidence) {
      const { failovers, history } = evidence
      if (failovers.length === 0) return unknown('No failover took place.')
      const { primary, all } = inTheEnd(evidence, first, subscribers)
      const { copies, unread } = rowsAtRest(history, all)
      if (unread !== undefined) return unknown(`Not all that ${unread} holds is known.`)
      const walBytesBeyond = failovers.reduce(
        (sum, { walBytesBeyond: beyond = 0 }) => sum + beyond,
        0,
      )
      const power = { walBytesBeyond }
      for (const name of subscribers) {
        const more = rowsBeyond(copies.get(name)!, copies.get(primary)!)
        if (more.length > 0)
          return {
            verdict: 'violated',
            reason: `${name} has ${more.length} rows that ${primary} lacks, which took the primary's place: ${more[0]} is one.`,
            power,
          }
      }
      const different = differing(copies)
      const skipped = skippedOn(history)
      if (different !== undefined && skipped !== undefined) return unknown(skipped, power)
      if (different !== undefined) return { verdict: 'violated', reason: different, power }
      if (walBytesBeyond === 0)
        return unknown('The standby lacked nothing, so no subscriber could be ahead of it.', power)
      return {
        verdict: 'holds',
        reason: `The standby that was promoted lacked ${walBytesBeyond} bytes of WAL, and ${subscribers.join(' and ')} had nothing of them.`,
        power,
      }
    },
  }
}

function rowsBeyond(theirs: Rows, primarys: Rows): string[] {
  return [...theirs]
    .filter(([name, row]) => !primarys.has(name) && !isDeepStrictEqual(row.value, null))
    .map(([name]) => name)
}
