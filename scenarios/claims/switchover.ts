import type { AvailabilityResult } from '../../checkers/availability/availability.ts'
import type { Claim, Judged } from '../../runner/claim.ts'
import { SWITCHOVER, type Evidence, type PlannedSwitch } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { acknowledgedBetween } from './acknowledged.ts'
import { crashesOf } from './crashes.ts'
import { speaksOfLosses, type Losses } from './losses.ts'
import { lossBesideFailovers, mayBeOf } from './lost-writes.ts'

/** What was acknowledged so long before is what a standby might not have had yet. */
const JUST_BEFORE_NS = 1e9

/** Planned, nothing may be lost, whatever commits wait for: and how long nobody could write. */
export function switchoverLosesNothing(workload: Losses): Claim {
  return {
    id: 'switchover-loses-nothing',
    sentence:
      'send any outstanding WAL, including the shutdown checkpoint record, wait for it to be replicated to the standby, and then exit',
    source: 'PostgreSQL source code, walsender.c, on what a primary does as it is shut down',
    trial: ({ switchovers }) => switchovers.length > 0,
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      const { acknowledged } = judged
      const { switchovers } = evidence
      if (acknowledged === 0) return unknown('No write was acknowledged.')
      const loss = lossBesideFailovers('a switchover', judged, evidence, workload)
      if (loss?.verdict === 'violated' && crashesOf(evidence).length > 0) return mayBeOf('a crash')
      if (loss !== undefined) return loss
      const calledOff = switchovers.find(({ to }) => to === undefined)
      if (calledOff !== undefined)
        return unknown(
          `No standby had all that ${calledOff.from} had written, so that it went on and nobody took its place.`,
        )
      const power = {
        acknowledgedJustBefore: Math.min(...switchovers.map((s) => before(s, evidence))),
      }
      if (power.acknowledgedJustBefore === 0)
        return unknown(
          'Nothing was acknowledged in the second before, so nothing could be lost.',
          power,
        )
      return {
        verdict: 'holds',
        reason: `None of ${acknowledged} acknowledged writes was lost${gaps(judged)}.`,
        power,
      }
    },
  }
}

function before({ from, startRow }: PlannedSwitch, evidence: Evidence): number {
  const startNs = evidence.history.timeNs[startRow]
  return acknowledgedBetween(evidence, from, startNs - JUST_BEFORE_NS, startNs)
}

/** How long clients waited from one acknowledged write to the next. */
function gaps({ checks }: Judged): string {
  const { faults = [] } = (checks.availability ?? {}) as Partial<AvailabilityResult>
  const seconds = faults.flatMap(({ fault, outageSeconds }) =>
    fault === SWITCHOVER && outageSeconds !== null ? [`${outageSeconds.toFixed(2)} s`] : [],
  )
  return seconds.length === 0 ? '' : `; nobody could write for ${seconds.join(' and ')}`
}
