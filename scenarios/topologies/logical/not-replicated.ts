import type { Claim } from '../../../runner/claim.ts'
import { changesOf, type Evidence } from '../../../runner/evidence.ts'
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
        // Nothing of what it never drew could come to anybody.
        if (drawn === 0) return unknown('The primary drew nothing from its sequence.', power)
        const moved = others.find((name) => counts.get(name)!.drawn > 0)
        if (moved !== undefined)
          return {
            verdict: 'violated',
            reason: `The sequence of ${moved} stands at ${counts.get(moved)!.drawn}, though nobody drew from it.`,
            power,
          }
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
      // A primary that failed is emptied as it becomes a subscriber, and loses that table with the rest.
      trial(evidence) {
        const { counts } = seen(evidence, first, subscribers)
        return (
          changesOf(evidence).length === 0 || counts.values().some(({ madeLater }) => madeLater > 0)
        )
      },
      decide(_, evidence) {
        const { owner, counts, unseen } = seen(evidence, first, subscribers)
        if (unseen !== undefined) return unknown(`What tables ${unseen} has is not known.`)
        if (counts.get(owner)!.madeLater === 0)
          return unknown(`${owner} itself lacks the table that was made on the primary alone.`)
        const having = subscribers.find((name) => counts.get(name)!.madeLater > 0)
        const power = { serversWithout: subscribers.length }
        if (having !== undefined)
          return {
            verdict: 'violated',
            reason: `${having} has a table that was made on ${owner} alone.`,
            power,
          }
        return {
          verdict: 'holds',
          reason: `A table that was made on ${owner} once all had subscribed is not on ${subscribers.join(' and ')}.`,
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
  owner: string
  others: string[]
  counts: ReadonlyMap<string, Beside>
  unseen?: string
} {
  const { primary, owner, others, all } = inTheEnd(evidence, first, subscribers)
  return { primary, owner, others, ...besideAtRest(evidence.history, all) }
}
