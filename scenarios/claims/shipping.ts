import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { archiveMet } from './archive-away.ts'
import { asyncMayLose } from './failover.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import type { Losses } from './losses.ts'
import { logShipping } from './manual.ts'

export interface ShippingOptions {
  mode: ExpectedMode
  /** The machine that segments are shipped to. */
  archive: string
  segmentBytes: number
}

/** "transactions not yet shipped will be lost": the latest ones only, and none of what a primary says to have shipped. */
export function shippedIsKept(options: ShippingOptions, workload: Losses): Claim {
  const latestOnly = asyncMayLose(options.mode, workload)
  return {
    ...latestOnly,
    id: 'warm-standby-loses-what-was-not-shipped',
    sentence: 'transactions not yet shipped will be lost',
    source: logShipping,
    decide(judged, evidence) {
      const decision = latestOnly.decide(judged, evidence)
      const reason = missing(evidence, options)
      return reason === undefined ? decision : { ...decision, verdict: 'violated', reason }
    },
  }
}

/** What was shipped while the archive was in reach of both, and the new primary has not. */
function missing(
  evidence: Evidence,
  { mode, archive, segmentBytes }: ShippingOptions,
): string | undefined {
  // Who ships nothing by its settings has not said to have shipped anything.
  if (notInForce(evidence, mode) !== undefined) return undefined
  for (const failover of evidence.failovers) {
    const { from, to, toLsnBytes, wanted, held } = failover
    if (held?.shipping === undefined || toLsnBytes === undefined) continue
    const { reachedNs = -Infinity } = held
    const beyond = held.shipping.shippedLsnBytes - segmentsUpTo(toLsnBytes, segmentBytes)
    if (beyond <= 0) continue
    const said = `${from} said to have shipped ${beyond} bytes of WAL that ${to} never got`
    // Whatever else was broken: who acknowledged a segment has it.
    if (wanted?.isThere === false)
      return `${said}: the archive lacks segment ${wanted.segment}, and has ${wanted.later} after it.`
    if (archiveMet(evidence, failover, archive, reachedNs) === undefined)
      return `${said}, though nothing kept it from the archive.`
  }
}

/** A record that goes on in a segment which was not shipped ends a recovery before the end of the last one that was. */
export function segmentsUpTo(lsnBytes: number, segmentBytes: number): number {
  return Math.ceil(lsnBytes / segmentBytes) * segmentBytes
}
