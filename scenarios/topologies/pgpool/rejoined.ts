import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { everyServerReceives, lackingIn } from '../broadcast/every-server-receives.ts'
import type { Rejoined } from './recovery.ts'

/** Whoever comes back while clients go on has what they wrote while it was away, and meanwhile. */
export function rejoinedInStep(servers: readonly string[]): Claim {
  const receives = everyServerReceives(servers)
  return {
    id: 'rejoined-server-is-synchronized',
    sentence:
      'Pgpool-II can synchronize database nodes and attach a node without stopping the service',
    source: 'Pgpool-II documentation, section "Online Recovery"',
    trial: ({ history }) => rejoinedIn(history).rejoined.length > 0,
    covers: () => false,
    decide(judged, evidence) {
      const { rejoined, writtenMeanwhile } = rejoinedIn(evidence.history)
      const power = { rejoined: rejoined.length, writtenMeanwhile }
      const { verdict, reason } = receives.decide(judged, evidence)
      const lacking = lackingIn(evidence.history)
      const isOfOther = lacking === undefined || !rejoined.includes(lacking.node)
      if (verdict === 'unknown' || (verdict === 'violated' && isOfOther))
        return unknown(reason, power)
      if (verdict === 'violated')
        return { verdict, reason: `It was attached, and ${reason}`, power }
      if (writtenMeanwhile === 0) return unknown('Nobody wrote while a server came back.', power)
      return {
        verdict,
        reason: `${writtenMeanwhile} transactions wrote while ${[...new Set(rejoined)].join(' and ')} came back. ${reason}`,
        power,
      }
    },
  }
}

/** What all times of healing tell of it. */
function rejoinedIn(history: History): Rejoined {
  const sum: Rejoined = { rejoined: [], writtenMeanwhile: 0 }
  for (const [row, kind] of history.kinds) {
    if (kind !== 'undo' || history.type[row] !== OK) continue
    const told = (history.value[row] ?? {}) as Partial<Rejoined>
    sum.rejoined.push(...(told.rejoined ?? []))
    sum.writtenMeanwhile += told.writtenMeanwhile ?? 0
  }
  return sum
}
