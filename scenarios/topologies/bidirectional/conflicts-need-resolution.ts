import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import { appliedAt, atRest, speaksOfDifference } from './at-rest.ts'
import { certainlyInConflict, contestedIn, writesByRow, type Filled } from './contested.ts'
import { asynchronousMultimaster } from './manual.ts'

interface Conflicts {
  servers: readonly string[]
  filled?: Filled
  /** Whether servers may come to choose alike by chance. */
  mayAgree?: boolean
}

/**
 * Where nobody resolves conflicts, or each server by what it was the first to see, a row that servers wrote at once stays
 * different on them.
 */
export function conflictsNeedResolution({ servers, filled, mayAgree = false }: Conflicts): Claim {
  return asynchronousMultimaster({
    id: 'conflicts-need-resolution',
    sentence:
      'keeping data consistent among servers is a challenge … conflicts can be resolved by users or conflict resolution rules',
    // What servers wrote one after another, or the last of them alone, shows nothing of it.
    trial({ history }) {
      const contested = contestedIn(writesByRow(history, filled))
      const { different } = atRest(history, servers)
      const isDifferent = different.keys().some((row) => contested.has(row))
      return isDifferent || certainlyInConflict(history, contested).length > 0
    },
    covers: speaksOfDifference,
    decide(_, { history }) {
      const contested = contestedIn(writesByRow(history, filled))
      const certain = certainlyInConflict(history, contested)
      const power = { rowsOfSeveralWriters: contested.size, certainlyInConflict: certain.length }
      const rest = atRest(history, servers)
      if (rest.unknown !== undefined) return unknown(rest.unknown, power)
      const different = [...rest.different].filter(([row]) => contested.has(row))
      if (different.length > 0)
        return {
          verdict: 'holds',
          reason: `${different.length} of ${contested.size} rows that several servers wrote stay different. ${different[0][1]} By their own word: ${noticed(history)}.`,
          power,
        }
      if (mayAgree)
        return unknown('All hold the same of what several servers wrote, this time.', power)
      return {
        verdict: 'violated',
        reason: `All hold the same of ${certain.length} rows that servers wrote last while they were parted, as row ${certain[0]}, though nobody resolves conflicts.`,
        power,
      }
    },
  })
}

/** What the servers themselves say of it. */
function noticed(history: History): string {
  const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === CONFLICTS)
  const told = looks.filter(({ findings }) => findings.length > 0)
  const counts = told.map(
    ({ node, findings, counted }) =>
      `${node} logged ${counted?.logged ?? findings.length} conflicts`,
  )
  const errors = [...appliedAt(history)].filter(([, findings]) => findings.length > 0)
  const failing = errors.map(([node]) => `${node} can't apply one any more`)
  return [...counts, ...failing].join(', ') || 'no server tells of a conflict'
}
