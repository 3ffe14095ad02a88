import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import { writesOfEach } from './one-writer.ts'
import { differing, rowsAtRest } from '../../claims/rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Whether two offices ever got in each other's way over a row: so the servers say, or so what they hold shows. */
export function noConflicts({ offices, nodes }: Trial) {
  return {
    ...dataPartitioning({
      id: 'no-conflict-resolution',
      sentence: 'No conflict resolution necessary',
      trial: 'load',
      decide(_, { history, failovers }) {
        const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === CONFLICTS)
        const told = looks.find(({ findings }) => findings.length > 0)
        if (told !== undefined)
          return { verdict: 'violated', reason: `On ${told.node}: ${told.findings[0]}` }
        const { copies, unread } = rowsAtRest(history, nodes)
        const different = differing(copies)
        const isDifferent = unread === undefined && different !== undefined
        // What a failover loses others may have had before.
        if (isDifferent && failovers.length > 0)
          return unknown(`${different} A failover of the same run may have made it so.`)
        if (isDifferent) return { verdict: 'violated', reason: different }
        const unseen = unread ?? nodes.find((name) => !looks.some(({ node }) => node === name))
        if (unseen !== undefined)
          return { verdict: 'unknown', reason: `Whether ${unseen} had conflicts is not known.` }
        // What stood in the tables to begin with nobody has written.
        const counts = [...writesOfEach(history, offices).byOffice.values()]
        const power = { writesOfEachOffice: Math.min(...counts) }
        if (power.writesOfEachOffice === 0)
          return unknown('Not every office wrote, so none met another.', power)
        return {
          verdict: 'holds',
          reason: `${counts.join(' and ')} writes of ${offices.names.join(' and ')} at once went both ways, no server told of a conflict, and all hold the same.`,
          power,
        }
      },
    }),
    source: `${highAvailability}, "Feature Matrix"`,
  }
}
