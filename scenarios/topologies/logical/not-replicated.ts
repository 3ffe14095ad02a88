import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import type { Beside } from './beside.ts'
import { besideAtRest } from './beside-at-rest.ts'
import { inTheEnd, logicalReplication } from './trial.ts'

const RESTRICTIONS = 'Restrictions'

/** A sequence from which the primary drew stands on subscribers where it began. */
export function sequencesAreNot(first: string, subscribers: readonly string[]): Claim {
  return logicalReplication(
    {
      id: 'sequences-are-not-replicated',
      sentence: 'Sequence data is not replicated',
      trial: 'load',
      decide(_, evidence) {
        const { primary, others, counts, unseen } = seen(evidence, first, subscribers)
        if (unseen !== undefined) return unknown(`The sequence of ${unseen} is not known.`)
        const { drawn } = counts.get(primary)!
        const power = { drawnByThePrimary: drawn }
        const moved = others.find((name) => counts.get(name)!.drawn > 0)
        if (moved !== undefined)
          return {
            verdict: 'violated',
            reason: `The sequence of ${moved} stands at ${counts.get(moved)!.drawn}, though nobody drew from it.`,
            power,
          }
        if (drawn === 0) return unknown('The primary drew nothing from its sequence.', power)
        return {
          verdict: 'holds',
          reason: `${primary} drew from its sequence up to ${drawn}, and that of ${others.join(' and ')} stands where it began.`,
          power,
        }
      },
    },
    RESTRICTIONS,
  )
}

/** A table that was made on the primary once all had subscribed is nowhere else. */
export function ddlIsNot(first: string, subscribers: readonly string[]): Claim {
  return logicalReplication(
    {
      id: 'ddl-is-not-replicated',
      sentence: 'The database schema and DDL commands are not replicated',
      trial: 'load',
      decide(_, evidence) {
        const { counts, unseen } = seen(evidence, first, subscribers)
        if (unseen !== undefined) return unknown(`What tables ${unseen} has is not known.`)
        const having = subscribers.find((name) => counts.get(name)!.madeLater > 0)
        const power = { serversWithout: subscribers.length }
        if (having !== undefined)
          return {
            verdict: 'violated',
            reason: `${having} has a table that was made on ${first} alone.`,
            power,
          }
        return {
          verdict: 'holds',
          reason: `A table that was made on ${first} once all had subscribed is not on ${subscribers.join(' and ')}.`,
          power,
        }
      },
    },
    RESTRICTIONS,
  )
}

function seen(
  evidence: Evidence,
  first: string,
  subscribers: readonly string[],
): {
  primary: string
  others: string[]
  counts: ReadonlyMap<string, Beside>
  unseen?: string
} {
  const { primary, others, all } = inTheEnd(evidence, first, subscribers)
  return { primary, others, ...besideAtRest(evidence.history, all) }
}
