import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import type { ConflictPolicy } from '../../databases/postgres/pglogical.ts'
import type { SettledConflicts } from '../../databases/postgres/pglogical-conflicts.ts'
import { stopIn } from './at-rest.ts'
import { saidOf } from './manual.ts'
import { settledAt, sumOf } from './settled.ts'

/** What no conflict may be settled as, by each policy that settles them. */
const against: Record<Exclude<ConflictPolicy, 'error'>, keyof SettledConflicts> = {
  apply_remote: 'kept',
  keep_local: 'applied',
  last_update_wins: 'olderWon',
  first_update_wins: 'newerWon',
}

/** Where a time is not told, or is the same, nobody can tell which way these went. */
const byTime: ReadonlySet<ConflictPolicy> = new Set(['last_update_wins', 'first_update_wins'])

/** Each conflict that servers tell of was settled by the policy that they were given, and none of them stopped at one. */
export function ruleIsKept(servers: readonly string[], policy: keyof typeof against): Claim {
  return {
    id: 'each-conflict-is-settled-by-the-policy',
    ...saidOf(policy),
    trial: ({ history }) => stopIn(history) !== undefined || sumOf(settledAt(history)).settled > 0,
    covers: () => false,
    decide(_, { history }) {
      const settled = settledAt(history)
      const { settled: conflicts, skipped, timed } = sumOf(settled)
      const power = { conflicts, skipped }
      const stop = stopIn(history)
      if (stop !== undefined)
        return { verdict: 'violated', reason: `${stop}. A policy was to settle it.`, power }
      const unseen = servers.find((name) => !settled.has(name))
      if (unseen !== undefined) return unknown(`What ${unseen} settled is not known.`, power)
      const wrong = [...settled].find(([, counted]) => counted[against[policy]] > 0)
      if (wrong !== undefined) {
        const [node, counted] = wrong
        const words = told[against[policy]]
        return {
          verdict: 'violated',
          reason: `By its own word ${node} ${words} in ${counted[against[policy]]} conflicts.`,
          power,
        }
      }
      if (byTime.has(policy) && timed === 0)
        return unknown('No server told which version was the newer one in any conflict.', power)
      return {
        verdict: 'holds',
        reason: `${conflicts} conflicts were settled by ${policy}, and ${skipped} changes of rows that were gone skipped: ${own(settled)}.`,
        power,
      }
    },
  }
}

const told: Record<keyof SettledConflicts, string> = {
  applied: 'took the other server’s version',
  kept: 'kept its own version',
  skipped: 'skipped what it had',
  newerWon: 'kept the newer version',
  olderWon: 'kept the older version',
}

const own = (settled: ReadonlyMap<string, SettledConflicts>) =>
  [...settled]
    .map(([node, { applied, kept }]) => `${node} took ${applied} and kept ${kept} of its own`)
    .join(', ')
