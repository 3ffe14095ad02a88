import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { acknowledgedBetween } from '../../claims/acknowledged.ts'
import { unknown } from '../../claims/after-failover.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { lossBesideFailovers } from '../../claims/lost-writes.ts'
import { STORAGE } from './device.ts'
import { servers } from './options.ts'

/** Longer than any system leaves what was written in memory that nobody asked for. */
const WINDOW_SECONDS = 1

/** A commit that waits for the disk is on the medium, whatever the disk's own memory forgets. */
export function safeFromPowerLoss(mode: ExpectedMode, workload: Losses): Claim {
  return {
    id: 'committed-is-safe-from-power-loss',
    sentence:
      'all data recorded by a committed transaction should be stored in a nonvolatile area that is safe from power loss',
    source:
      'PostgreSQL documentation, chapter "Reliability and the Write-Ahead Log", section "Reliability"',
    trial: (evidence) => powerLosses(evidence).length > 0,
    covers: speaksOfLosses(workload),
    decide: (judged, evidence) => {
      if (judged.acknowledged === 0) return unknown('No write was acknowledged.')
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return unknown(otherMode)
      return (
        lossBesideFailovers('a power cut of the storage', judged, evidence, workload) ??
        withPower(judged, evidence)
      )
    },
  }
}

function withPower({ acknowledged }: Judged, evidence: Evidence): Decision {
  const spans = powerLosses(evidence)
  const counts = spans.map(({ struckNs }) =>
    servers
      .map((name) => acknowledgedBetween(evidence, name, struckNs - WINDOW_SECONDS * 1e9, struckNs))
      .reduce((sum, each) => sum + each, 0),
  )
  const power = { acknowledgedJustBefore: Math.min(...counts) }
  if (power.acknowledgedJustBefore === 0)
    return unknown(
      'Nothing was acknowledged in the last second before the power was cut, so nothing could have been lost.',
      power,
    )
  return {
    verdict: 'holds',
    reason: `None of ${acknowledged} acknowledged writes was lost in ${spans.length === 1 ? 'a power cut' : `${spans.length} power cuts`} of the storage, though ${power.acknowledgedJustBefore} were acknowledged in the second before.`,
    power,
  }
}

/** What of the disk's server was in its memory alone is gone with it. */
function powerLosses({ history }: Evidence): FaultSpan[] {
  return faultSpans(history).filter(
    ({ fault, nodes }) =>
      fault.startsWith('power-cut-') || (fault.startsWith('kill-') && nodes.includes(STORAGE)),
  )
}
