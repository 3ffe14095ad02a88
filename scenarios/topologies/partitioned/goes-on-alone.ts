import { goesOnAlone as eachGoesOnAlone } from '../../claims/goes-on-alone.ts'
import { officesIn } from './offices.ts'
import { overOffices } from './over-offices.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** What an office needs of the others: nothing; and where it has no standby, nobody stands in for one that is away. */
export function goesOnAlone({ offices, options }: Pick<Trial, 'offices' | 'options'>) {
  return dataPartitioning({
    id: 'each-office-goes-on-alone',
    sentence:
      'data can be partitioned by offices, e.g., London and Paris, with a server in each office',
    ...eachGoesOnAlone({
      names: offices.names,
      isOwn: (history, office) => (row) => offices.homeOf(history.operation(row)) === office,
      ownWrites: (office) => `of ${office}'s rows`,
      serverAt: ({ failovers }, office, row) =>
        failovers.findLast(({ to, endRow }) => endRow < row && officesIn(to).includes(office))
          ?.to ?? office,
      // Until a transaction over offices comes to its end, it holds what it locked at each of them.
      heldUpBy: (history, { fromRow, untilRow }) =>
        overOffices(history, offices).some(
          ({ start, end }) => start < untilRow && (end < 0 || end > fromRow),
        )
          ? 'They may have waited for rows that a transaction over offices had locked.'
          : undefined,
      standsIn: options.standbys > 0,
    }),
  })
}
