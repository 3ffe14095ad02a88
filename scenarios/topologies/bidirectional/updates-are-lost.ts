import type { Key } from '../../../history/operation.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { DurabilityResult } from '../../../checkers/durability/durability.ts'
import { unknown } from '../../claims/after-failover.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { atRest, speaksOfDifference } from './at-rest.ts'
import { certainlyInConflict, contestedIn, writesByRow, type Filled } from './contested.ts'
import { replacedIn } from './death-loses.ts'

interface Overwriting {
  servers: readonly string[]
  workload: Losses
  filled?: Filled
  /** What is said of a version that is not kept. */
  told: Pick<Claim, 'sentence' | 'source'>
}

/** Of two updates of one row at two servers each server keeps one whole version: acknowledged ones are on no server in the end. */
export function updatesAreLost({ servers, workload, filled, told }: Overwriting): Claim {
  const ofLosses = speaksOfLosses(workload)
  return {
    id: 'conflicts-lose-updates',
    ...told,
    trial: 'load',
    covers: (check, anomaly, judged) =>
      ofLosses(check, anomaly, judged) ||
      (check === 'integrity' && speaksOfDifference(check, anomaly, judged)),
    decide({ checks, acknowledged, lost }, { history }) {
      const contested = contestedIn(writesByRow(history, filled))
      const certain = certainlyInConflict(history, contested)
      const power = { rowsOfSeveralWriters: contested.size, certainlyInConflict: certain.length }
      if (lost === null)
        return unknown(checks.durability?.reason ?? 'Nobody counted losses.', power)
      const { lostWrites = [] } = checks.durability as Partial<DurabilityResult>
      const other = lostWrites.find(({ key }) => !contested.has(rowOf(key)))
      if (other !== undefined)
        return {
          verdict: 'violated',
          reason: `Update ${other.element} of row ${other.key} is lost, though one server alone wrote that row.`,
          power,
        }
      if (lost > 0 && replacedIn(history).length > 0)
        return unknown('What is lost may have gone with a server that was replaced.', power)
      if (lost > 0)
        return {
          verdict: 'holds',
          reason: `${lost} of ${acknowledged} acknowledged updates are on no server in the end.`,
          power,
        }
      const { unknown: unread, different } = atRest(history, servers)
      const merged = certain.find((row) => !different.has(row))
      if (unread === undefined && merged !== undefined)
        return {
          verdict: 'violated',
          reason: `Row ${merged} was updated at servers that were parted, and each of them has all of these updates.`,
          power,
        }
      return unknown(`None of ${acknowledged} acknowledged updates is lost this time.`, power)
    },
  }
}

const rowOf = (key: Key | undefined): number => Number(key)
