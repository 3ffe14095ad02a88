import type { Claim, Decision } from '../../../runner/claim.ts'
import type { Evidence, Failover, Takeover } from '../../../runner/evidence.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { failedTakeovers } from './attempts.ts'
import { damages } from '../../claims/damage.ts'

/** What a server leaves that ended without a word is what another one starts. */
export function startsAsAfterACrash(mode: ExpectedMode): Claim {
  return {
    id: 'standby-starts-the-database-as-after-a-crash',
    sentence:
      'If the main database server fails, the standby server is able to mount and start the database as though it were recovering from a database crash',
    source: sharedDiskFailover,
    trial: (evidence) => ofDead(evidence).length + refusals(evidence).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return decideAll(evidence)
    },
  }
}

function decideAll(evidence: Evidence): Decision {
  const takeovers = ofDead(evidence)
  const [refused] = refusals(evidence)
  const power = {
    takeovers: takeovers.length,
    walBytesReplayed: takeovers.reduce((sum, { takeover }) => sum + takeover.redoneBytes, 0),
  }
  if (refused !== undefined)
    return {
      verdict: 'violated',
      reason: `What ${refused.from} left could not be started: ${refused.error}`,
      power,
    }
  const clean = takeovers.find(({ takeover }) => !takeover.asAfterACrash)
  if (clean !== undefined)
    return {
      verdict: 'unknown',
      reason: `${clean.to} found nothing to recover from: ${words(clean.takeover)}.`,
      power,
    }
  if (power.walBytesReplayed === 0)
    return { verdict: 'unknown', reason: 'No WAL had to be replayed in any takeover.', power }
  const told = takeovers.map(({ to, takeover }) => `${to} said: ${words(takeover)}`)
  return { verdict: 'holds', reason: `${told.join('. ')}.`, power }
}

const words = ({ said }: Takeover) => (said.length === 0 ? 'nothing' : said.join('; '))

/** The takeovers of what nobody worked on any more: only there the main server had failed. */
function ofDead({ failovers }: Evidence): (Failover & { takeover: Takeover })[] {
  return failovers.filter(
    (each): each is Failover & { takeover: Takeover } =>
      each.takeover !== undefined && !each.takeover.oldRuns,
  )
}

/** A server would not start, on data that nobody is known to have damaged. */
function refusals({ history }: Evidence) {
  const damagedFrom = damages(history)[0]?.fromRow ?? Infinity
  return failedTakeovers(history).filter(
    ({ by, startRow }) => by === 'data' && startRow < damagedFrom,
  )
}
