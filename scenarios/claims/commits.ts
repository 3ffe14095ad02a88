import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { commitWith, parseSyncNames } from '../databases/postgres/sync-names.ts'
import { directAt, modeAt } from './direct-standbys.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { highAvailability, propagationDelay } from './manual.ts'
import { standbysAway, type Away } from './standbys-away.ts'
import { askedOf, hangingInto, isDisturbed, writesDuring, type Written } from './writes-during.ts'

export interface CommitsOptions {
  mode: ExpectedMode
  /** The primary to begin with, and its standbys. */
  primary: string
  standbys: readonly string[]
  /** The machine by way of which they get what is written, where they don't stream. */
  hub?: string
  /** Whether a commit waits for standbys: for so many and for which the servers' own names tell. */
  waits: boolean
}

const does = {
  id: 'commits-wait-for-a-standby',
  sentence: 'each commit of a write transaction will wait until confirmation is received',
}
const doesNot = {
  id: 'commits-wait-for-no-standby',
  sentence: propagationDelay,
}

/** What a commit does while standbys are away: it waits where too few are left to confirm it, and only there. */
export function commitsWait(options: CommitsOptions): Claim {
  const { mode, primary, standbys, hub, waits } = options
  return {
    ...(waits ? does : doesNot),
    source: highAvailability,
    trial: 'standbys away',
    covers: () => false,
    decide({ acknowledged }, evidence) {
      if (acknowledged === 0) return { verdict: 'unknown', reason: 'No write was acknowledged.' }
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return decideAll(
        standbysAway(evidence, [primary, ...standbys], hub).flatMap((away) => {
          const expected = waits ? waitWhile(away, evidence) : 'goes on'
          if (expected === 'may do either') return []
          const asked = askedOf(evidence.history, away.primary)
          const written = writesDuring(evidence.history, asked, away)
          // What hangs, whether or not it must, may hang by whatever else was done then.
          if (written.answered === 0 && isDisturbed(away, evidence)) return []
          const mustWait = expected === 'waits'
          // All clients may hang at once, so that no write begins any more.
          const hanging = mustWait ? hangingInto(evidence.history, asked, away) : 0
          const tried = written.tried + hanging
          return [{ ...written, tried, waited: written.waited + hanging, away, mustWait }]
        }),
      )
    },
  }
}

/** A process that ends closes its connections. */
const heard = /^(kill|stop|immediate)-/

/** What a commit does by the names that the primary had when the standbys went. */
function waitWhile({ fault, primary, left, fromRow }: Away, evidence: Evidence) {
  const { settings } = modeAt(evidence, primary, fromRow) ?? {}
  const names = parseSyncNames(settings?.synchronous_standby_names ?? '')
  if (names === undefined) return 'may do either'
  // Who streams from another standby confirms nothing.
  const direct = directAt(evidence, primary, fromRow).filter((name) => left.includes(name))
  return commitWith(names, { primary, left: direct, silent: !heard.test(fault) })
}

interface Stretch extends Written {
  away: Away
  mustWait: boolean
}

function decideAll(stretches: Stretch[]): Decision {
  const seen = stretches.filter(({ answered, waited }) => answered + waited > 0)
  const power = { writesWhileAway: seen.reduce((sum, { tried }) => sum + tried, 0) }
  const broken = seen.find(({ mustWait, answered }) => (answered === 0) !== mustWait)
  if (broken !== undefined) return { verdict: 'violated', reason: tell(broken), power }
  if (seen.length === 0)
    return {
      verdict: 'unknown',
      reason:
        'No write was tried for long enough while the primary was certainly without a standby, so the sentence was not put to the test.',
      power,
    }
  return { verdict: 'holds', reason: seen.map(tell).join(' '), power }
}

function tell({ away: { fault, primary, left }, mustWait, tried, answered }: Stretch): string {
  const others = left.length === 0 ? 'no standby' : `only ${left.join(', ')}`
  const rule = mustWait ? 'must wait' : 'need not wait'
  return `While ${fault} left ${primary} ${others}, ${answered} of ${tried} writes were acknowledged, which ${rule}.`
}
