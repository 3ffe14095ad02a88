import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { atRest, speaksOfDifference, stopIn } from './at-rest.ts'
import { certainlyInConflict, contestedIn, writesByRow } from './contested.ts'
import { asynchronousMultimaster } from './manual.ts'
import { settledAt, sumOf } from './settled.ts'

/** Where all go by what has the newest time, all come to hold the same of a row that several wrote, whatever is lost of it. */
export function ruleMakesEqual(servers: readonly string[]): Claim {
  return asynchronousMultimaster({
    id: 'last-update-wins-makes-all-equal',
    sentence: 'The conflicts can be resolved by users or conflict resolution rules',
    trial: ({ history }) =>
      stopIn(history) === undefined && contestedIn(writesByRow(history)).size > 0,
    covers: speaksOfDifference,
    decide(_, { history }) {
      const contested = contestedIn(writesByRow(history))
      const certain = certainlyInConflict(history, contested)
      const power = { rowsOfSeveralWriters: contested.size, certainlyInConflict: certain.length }
      const rest = atRest(history, servers)
      if (rest.unknown !== undefined) return unknown(rest.unknown, power)
      const different = [...rest.different].find(([row]) => contested.has(row))
      if (different !== undefined) return { verdict: 'violated', reason: different[1], power }
      if (certain.length === 0 && sumOf(settledAt(history)).settled === 0)
        return unknown('No server met a change of a row that another had changed.', power)
      return {
        verdict: 'holds',
        reason: `All ${servers.length} hold the same of ${contested.size} rows that several servers wrote, ${certain.length} of which they wrote last while they were parted.`,
        power,
      }
    },
  })
}
