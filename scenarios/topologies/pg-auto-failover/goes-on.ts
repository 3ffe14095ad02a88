import type { Claim, Decision } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { WAITED_NS } from '../../claims/writes-during.ts'
import { MONITOR } from '../../services/pg-auto-failover/monitor.ts'
import { givenUpLimitMs, timesOf } from '../../services/pg-auto-failover/timing.ts'
import { apartFor, type Apart } from './away.ts'
import { documentation } from './manual.ts'
import { serversOf, type PgAutoFailoverOptions } from './options.ts'

/** A primary that has a standby goes on without the monitor, for longer than it would alone. */
export function needsNoMonitor(given: PgAutoFailoverOptions): Claim {
  const servers = serversOf(given)
  const aloneMs = timesOf[given.timing].partitionSeconds * 1000 + 2000
  const stretches = (evidence: Evidence) =>
    apartFor(evidence, servers[0], aloneMs, (primary, areApart) => {
      const others = servers.filter((name) => name !== primary)
      return areApart(primary, MONITOR) && others.some((name) => !areApart(primary, name))
    })
  return {
    id: 'service-needs-no-monitor',
    sentence: 'your Postgres service is still available when the monitor is not available',
    source: documentation('Frequently Asked Questions'),
    trial: (evidence) => stretches(evidence).length > 0,
    covers: () => false,
    decide: (_, evidence) => decideBy(stretches(evidence), 'the monitor'),
  }
}

/** Once the monitor has given the standbys up, a primary that is to wait for none goes on without them. */
export function writesWithoutStandbys(given: PgAutoFailoverOptions): Claim {
  const servers = serversOf(given)
  const stretches = (evidence: Evidence) =>
    apartFor(
      evidence,
      servers[0],
      givenUpLimitMs(given.timing),
      (primary, areApart) =>
        !areApart(primary, MONITOR) &&
        servers.every((name) => name === primary || areApart(primary, name)),
    )
  return {
    id: 'writes-go-on-without-standbys',
    sentence:
      'setting number_sync_standbys to zero allows data to be written even when both standby nodes are down',
    source: documentation('Multi-node Architectures'),
    trial: (evidence) => stretches(evidence).length > 0,
    covers: () => false,
    decide: (_, evidence) => decideBy(stretches(evidence), 'all standbys'),
  }
}

function decideBy(stretches: readonly Apart[], who: string): Decision {
  const tried = stretches.filter(
    ({ written }) => written.answered > 0 || written.triedNs >= WAITED_NS,
  )
  const power = { writesMeanwhile: tried.reduce((sum, { written }) => sum + written.tried, 0) }
  if (tried.length === 0) return unknown('Nobody tried to write for long enough meanwhile.', power)
  const told = ({ fault, primary, written: { tried: all, answered } }: Apart) =>
    `While ${fault} kept ${who} away from ${primary}, ${answered} of ${all} writes were acknowledged there.`
  const stuck = tried.find(({ written }) => written.answered === 0)
  return stuck === undefined
    ? { verdict: 'holds', reason: tried.map(told).join(' '), power }
    : { verdict: 'violated', reason: told(stuck), power }
}
