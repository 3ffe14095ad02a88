import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { speaksOfDifference, stopIn, toldOfApplying } from './at-rest.ts'
import { certainlyInConflict, contestedIn, writesByRow, type Filled } from './contested.ts'
import { saidOf } from './manual.ts'

/** A server that is to refuse conflicts applies nothing more of whoever changed a row that it holds from another. */
export function conflictsAreRefused(servers: readonly string[], filled: Filled): Claim {
  return {
    id: 'a-conflict-stops-replication',
    ...saidOf('error'),
    trial: ({ history }) => {
      const contested = contestedIn(writesByRow(history, filled))
      return stopIn(history) !== undefined || certainlyInConflict(history, contested).length > 0
    },
    covers: speaksOfDifference,
    decide(_, { history }) {
      const contested = contestedIn(writesByRow(history, filled))
      const certain = certainlyInConflict(history, contested)
      const power = { rowsOfSeveralWriters: contested.size, certainlyInConflict: certain.length }
      const { unseen, told } = toldOfApplying(history, servers)
      if (unseen !== undefined) return unknown(`What ${unseen} applies is not known.`, power)
      if (told.length === 0)
        return {
          verdict: 'violated',
          reason: `Row ${certain[0]} was written at servers that were parted, and all go on applying what the others write.`,
          power,
        }
      if (contested.size === 0)
        return {
          verdict: 'violated',
          reason: `${told[0]} But no two servers wrote one row.`,
          power,
        }
      return {
        verdict: 'holds',
        reason: [`${contested.size} rows were written by several servers.`, ...told].join(' '),
        power,
      }
    },
  }
}
