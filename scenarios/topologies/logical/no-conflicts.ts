import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { acknowledgedWrites } from '../../../checkers/availability/acknowledged.ts'
import type { Claim } from '../../../runner/claim.ts'
import { occupations } from './conflict-stops.ts'
import { unknown } from '../../claims/after-failover.ts'
import { featureMatrix } from '../../claims/manual.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import { differing, rowsAtRest } from '../../claims/rows-at-rest.ts'

/** Whether what clients wrote ever got in the way of what was applied: so a server says, or so what all hold shows. */
export function noConflicts(nodes: readonly string[]): Claim {
  return {
    id: 'no-conflict-resolution',
    sentence: 'No conflict resolution necessary',
    source: featureMatrix,
    // Where somebody else wrote another claim speaks of that.
    trial: ({ history }) => occupations(history).length === 0,
    covers: () => false,
    decide(_, { history }) {
      const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === CONFLICTS)
      const told = looks.find(({ findings }) => findings.length > 0)
      if (told !== undefined)
        return { verdict: 'violated', reason: `On ${told.node}: ${told.findings[0]}` }
      const { copies, unread } = rowsAtRest(history, nodes)
      if (unread !== undefined) return unknown(`Not all that ${unread} holds is known.`)
      const different = differing(copies)
      const power = { writes: acknowledgedWrites(history).toArray().length }
      if (different !== undefined) return { verdict: 'violated', reason: different, power }
      const unseen = nodes.find((name) => !looks.some(({ node }) => node === name))
      if (unseen !== undefined) return unknown(`Whether ${unseen} had conflicts is not known.`)
      if (power.writes === 0) return unknown('No write was acknowledged.', power)
      return {
        verdict: 'holds',
        reason: `${power.writes} writes were applied, no server told of a conflict, and all hold the same.`,
        power,
      }
    },
  }
}
