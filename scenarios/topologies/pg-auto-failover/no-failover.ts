import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import { changesOf, primaryBefore, type Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { MONITOR } from '../../services/pg-auto-failover/monitor.ts'
import { failoverLimitMs } from '../../services/pg-auto-failover/timing.ts'
import { apartIn } from './away.ts'
import { documentation } from './manual.ts'
import { serversOf, type PgAutoFailoverOptions } from './options.ts'

/** Nobody takes the place of a primary that falls while there is no monitor. */
export function noFailoverWithoutMonitor(given: PgAutoFailoverOptions): Claim {
  const servers = serversOf(given)
  const limitNs = failoverLimitMs(given.timing) * 1e6
  return {
    id: 'no-failover-without-monitor',
    sentence: 'It means that no automated failover may happen, even if needed',
    source: documentation('pg_auto_failover Fault Tolerance'),
    trial: (evidence) => withoutBoth(evidence, servers).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const { history, failovers } = evidence
      const stretches = withoutBoth(evidence, servers)
      const longestNs = Math.max(0, ...stretches.map(({ fromNs, untilNs }) => untilNs - fromNs))
      const power = { secondsWithoutBoth: Math.floor(longestNs / 1e9) }
      for (const { fromNs, untilNs } of stretches) {
        const found = failovers.find(
          ({ startRow }) => history.timeNs[startRow] > fromNs && history.timeNs[startRow] < untilNs,
        )
        if (found !== undefined)
          return {
            verdict: 'violated',
            reason: `${found.to} took the place of ${found.from}, and the monitor was away.`,
            power,
          }
      }
      if (longestNs < limitNs)
        return unknown(
          `The primary and the monitor were not away together for as long as a failover may take, ${limitNs / 1e9} s.`,
          power,
        )
      return {
        verdict: 'holds',
        reason: `For ${power.secondsWithoutBoth} s neither the primary nor the monitor was there, and nobody took its place.`,
        power,
      }
    },
  }
}

/** From when to when the monitor was away, and so was whoever was the primary by then. */
function withoutBoth(evidence: Evidence, servers: readonly string[]) {
  const spans = faultSpans(evidence.history)
  const changes = changesOf(evidence)
  const ofMonitor = spans.filter((span) => {
    const areApart = apartIn(evidence, span)
    return servers.every((name) => areApart(name, MONITOR))
  })
  return ofMonitor.flatMap((monitor) =>
    spans
      .filter((span) => {
        const row = Math.max(monitor.inForceRow, span.startRow)
        return apartIn(evidence, span)('clients', primaryBefore(row, changes, servers[0]))
      })
      .map((fall) => ({
        fromNs: Math.max(monitor.inForceNs, fall.struckNs),
        untilNs: Math.min(endOf(monitor, evidence), endOf(fall, evidence)),
      }))
      .filter(({ fromNs, untilNs }) => untilNs > fromNs),
  )
}

function endOf({ undoRow }: FaultSpan, { history }: Evidence): number {
  return history.timeNs[undoRow ?? history.length - 1]
}
