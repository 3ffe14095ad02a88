import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import { isDeath } from '../../checkers/availability/deaths.ts'
import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import type { History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { acknowledgedBetween } from './acknowledged.ts'
import { unknown } from './after-failover.ts'
import { speaksOfLosses, type Losses } from './losses.ts'
import { lossIn } from './lost-writes.ts'
import { highAvailability } from './manual.ts'
import { columns, type Column } from '../matrix/manual.ts'

/** What a server still has in its memory alone is younger. */
const LAST_MOMENT_NS = 3e9

/**
 * Whoever of them dies: each server is a primary, and the coordinator knows what it decided. Where `fractures` may be seen,
 * an answer that is too old proves no loss. Where others only follow a primary, `ofWriters` has it speak of no death but of
 * who acknowledged writes just before, by its own name or one of these.
 */
export function losesNothing(
  workload: Losses,
  fractures: boolean,
  column: Column = 'SM',
  ofWriters?: readonly string[],
): Claim {
  return {
    id: 'failure-loses-nothing',
    sentence: 'Primary failure will never lose data',
    source: `${highAvailability}, feature matrix, "${columns[column]}"`,
    trial: (evidence) => deathsIn(evidence, ofWriters).length > 0,
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      if (judged.acknowledged === 0) return unknown('No write was acknowledged.')
      const deaths = deathsIn(evidence, ofWriters)
      const loss = lossIn(deaths.map(({ fault }) => fault).join(' and '), judged, workload)
      if (loss?.verdict === 'violated' && judged.lost === null && fractures)
        return unknown('What was read may be a commit that was half done, and no loss.')
      if (loss !== undefined) return loss
      const power = {
        acknowledgedJustBefore: Math.min(
          ...deaths.map((death) => justBefore(evidence.history, death)),
        ),
      }
      if (power.acknowledgedJustBefore === 0)
        return unknown('Nothing was acknowledged in the 3 seconds before a death.', power)
      return {
        verdict: 'holds',
        reason: `None of ${judged.acknowledged} acknowledged writes was lost, though ${power.acknowledgedJustBefore} were acknowledged in the 3 seconds before a death.`,
        power,
      }
    },
  }
}

function deathsIn(evidence: Evidence, ofWriters?: readonly string[]): FaultSpan[] {
  const deaths = faultSpans(evidence.history).filter(({ fault }) => isDeath(fault))
  if (ofWriters === undefined) return deaths
  return deaths.filter(({ nodes, struckNs }) =>
    [...nodes, ...ofWriters].some(
      (node) => acknowledgedBetween(evidence, node, struckNs - LAST_MOMENT_NS, struckNs) > 0,
    ),
  )
}

function justBefore(history: History, { struckNs }: FaultSpan): number {
  const { timeNs } = history
  return acknowledgedWrites(history)
    .filter((row) => timeNs[row] < struckNs && timeNs[row] >= struckNs - LAST_MOMENT_NS)
    .toArray().length
}
