import { officesIn } from './offices.ts'
import { differing, rowsAtRest } from '../../claims/rows-at-rest.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** What each server holds at rest: its own rows, and of the others' all that there are. */
export function copyOfTheOther({ offices, nodes }: Trial) {
  return dataPartitioning({
    id: 'each-holds-a-copy-of-the-other',
    sentence:
      "primary/standby replication can be used to keep a read-only copy of the other office's data on each server",
    trial: 'load',
    decide(_, { history }) {
      const { copies, unread } = rowsAtRest(history, nodes)
      if (unread !== undefined)
        return { verdict: 'unknown', reason: `Not all that ${unread} holds could be read at rest.` }
      const crossed = nodes.map((node) => {
        const written = [...copies.get(node)!.values()].filter(({ value }) => value !== null)
        return written.filter(({ row }) => !officesIn(node).includes(offices.of(row))).length
      })
      const power = { rowsThatCrossed: Math.min(...crossed) }
      const different = differing(copies)
      if (different !== undefined) return { verdict: 'violated', reason: different, power }
      if (power.rowsThatCrossed === 0)
        return { verdict: 'unknown', reason: 'A server had no rows of another to copy.', power }
      return {
        verdict: 'holds',
        reason: `At rest all ${nodes.length} servers held the same rows, and each of them at least ${power.rowsThatCrossed} that another had written.`,
        power,
      }
    },
  })
}
