import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { appliedAt, atRest, speaksOfDifference } from './at-rest.ts'
import { certainlyInConflict, contestedIn, writesByRow } from './contested.ts'
import { asynchronousMultimaster } from './manual.ts'

/** Where nobody resolves conflicts, a row that servers wrote at once stays different on them, and none of them says so. */
export function conflictsNeedResolution(servers: readonly string[]): Claim {
  return asynchronousMultimaster({
    id: 'conflicts-need-resolution',
    sentence:
      'keeping data consistent among servers is a challenge … conflicts can be resolved by users or conflict resolution rules',
    trial: ({ history }) => contestedIn(writesByRow(history)).size > 0,
    covers: speaksOfDifference,
    decide(_, { history }) {
      const contested = contestedIn(writesByRow(history))
      const certain = certainlyInConflict(history, contested)
      const power = { rowsOfSeveralWriters: contested.size, certainlyInConflict: certain.length }
      const rest = atRest(history, servers)
      if (rest.unknown !== undefined) return unknown(rest.unknown, power)
      const different = [...rest.different].filter(([row]) => contested.has(row))
      if (different.length > 0)
        return {
          verdict: 'holds',
          reason: `${different.length} of ${contested.size} rows that several servers wrote stay different. ${different[0][1]} ${noticed(history)}`,
          power,
        }
      if (certain.length > 0)
        return {
          verdict: 'violated',
          reason: `All hold the same of ${certain.length} rows that servers wrote last while they were parted, as row ${certain[0]}, though nobody resolves conflicts.`,
          power,
        }
      return unknown(
        `None of ${contested.size} rows that several servers wrote is different in the end; a later write may have settled it.`,
        power,
      )
    },
  })
}

function noticed(history: Parameters<typeof appliedAt>[0]): string {
  const told = [...appliedAt(history)]
  const stopped = told.filter(([, findings]) => findings.length > 0).map(([node]) => node)
  if (told.length === 0) return 'Whether a server noticed is not known.'
  return stopped.length > 0
    ? `${stopped.join(' and ')} told of an error.`
    : 'No server told of an error.'
}
