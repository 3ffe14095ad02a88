import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { logicalReplication } from './trial.ts'

const occupied = /^occupy-row-/

/** Each time that somebody wrote a row on a subscriber that the primary came to write. */
export const occupations = (history: History): FaultSpan[] =>
  faultSpans(history).filter(({ fault }) => occupied.test(fault))

/** Why rows may be missing on a subscriber that nothing failed to bring: somebody had it skip a transaction, all of it. */
export function skippedOn(history: History): string | undefined {
  const skipped = occupations(history).find(({ inForceRow }) => {
    const { repair } = (history.value[inForceRow] ?? {}) as { repair?: string }
    return repair === 'skip'
  })
  return skipped && `${skipped.nodes.join(' ')} was told to skip a transaction of the primary.`
}

/** A row that is in the way stops all that comes after it, until somebody removes it or skips what it is in the way of. */
export const conflictStops: Claim = logicalReplication(
  {
    id: 'conflict-stops-replication',
    sentence: 'A conflict … will stop the replication; it must be resolved manually by the user',
    trial: ({ history }) => occupations(history).some(({ effect }) => effect !== undefined),
    decide(_, { history }) {
      const known = occupations(history).flatMap(({ effect, nodes }) =>
        effect === undefined ? [] : [{ ...effect, node: nodes.join(' ') }],
      )
      const power = { rowsInTheWay: known.length }
      const passed = known.find(({ by }) => by.passed !== undefined)
      if (passed !== undefined)
        return {
          verdict: 'violated',
          reason: `${passed.node} had row ${passed.by.passed} in the way of what the primary wrote, and applied what came after it.`,
          power,
        }
      const unseen = known.find(({ took }) => took !== true)
      if (unseen !== undefined)
        return {
          verdict: 'unknown',
          reason: `What ${unseen.node} had a row in the way of never came, or nobody saw it refused.`,
          power,
        }
      const told = known.map(
        ({ node, by }) => `${node} applied nothing beyond ${by.finishedAt}: ${by.refused}`,
      )
      return { verdict: 'holds', reason: `${told.join('. ')}.`, power }
    },
  },
  'Conflicts',
)
