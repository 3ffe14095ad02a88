import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { archiveAway } from './archive-away.ts'
import { asyncMayLose } from './failover.ts'
import type { ExpectedMode } from './in-force.ts'
import type { Losses } from './losses.ts'

export interface ShippingOptions {
  mode: ExpectedMode
  /** The machine that segments are shipped to. */
  archive: string
}

export const logShipping = 'PostgreSQL documentation, section "Log-Shipping Standby Servers"'

/** "transactions not yet shipped will be lost": the latest ones only, and none of what a primary says to have shipped. */
export function shippedIsKept({ mode, archive }: ShippingOptions, workload: Losses): Claim {
  const latestOnly = asyncMayLose(mode, workload)
  return {
    ...latestOnly,
    id: 'warm-standby-loses-what-was-not-shipped',
    sentence: 'transactions not yet shipped will be lost',
    source: logShipping,
    decide(judged, evidence) {
      const decision = latestOnly.decide(judged, evidence)
      const reason = missing(evidence, archive)
      return reason === undefined ? decision : { ...decision, verdict: 'violated', reason }
    },
  }
}

/** What was shipped while the archive was in reach of both, and the new primary has not. */
function missing(evidence: Evidence, archive: string): string | undefined {
  for (const failover of evidence.failovers) {
    const { from, to, toLsnBytes, held } = failover
    if (held?.shipping === undefined || toLsnBytes === undefined) continue
    const beyond = held.shipping.shippedLsnBytes - toLsnBytes
    if (beyond > 0 && archiveAway(evidence, failover, archive, 0) === undefined)
      return `${from} said to have shipped ${beyond} bytes of WAL that ${to} never got, though nothing kept it from the archive.`
  }
}
