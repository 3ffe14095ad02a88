import { acknowledgedWrites } from '../../../checkers/availability/acknowledged.ts'
import { faultCalls, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { differing, rowsAtRest } from '../../claims/rows-at-rest.ts'
import { skippedOn } from './conflict-stops.ts'
import { lastPrimary, logicalReplication } from './trial.ts'

interface Copied {
  node: string
  /** How many writes were acknowledged while it was copied. */
  writes: number
}

/** Whoever copies a primary's tables while clients write there has in the end what the primary has. */
export function initialCopyIsWhole(first: string): Claim {
  return logicalReplication(
    {
      id: 'initial-copy-is-whole',
      sentence:
        'the table is brought up to a synchronized state with the main apply process by streaming any changes that happened during the initial data copy using standard logical replication',
      trial: ({ history }) => copiesUnderLoad(history).length > 0,
      decide(_, evidence) {
        const { history } = evidence
        const copies = copiesUnderLoad(history)
        const primary = lastPrimary(evidence, first)
        const nodes = [...new Set([primary, ...copies.map(({ node }) => node)])]
        const power = { writesDuringCopies: copies.reduce((sum, { writes }) => sum + writes, 0) }
        const { copies: rows, unread } = rowsAtRest(history, nodes)
        if (unread !== undefined) return unknown(`Not all that ${unread} holds is known.`, power)
        const different = differing(rows)
        const skipped = skippedOn(history)
        if (different !== undefined && skipped !== undefined) return unknown(skipped, power)
        if (different !== undefined) return { verdict: 'violated', reason: different, power }
        return {
          verdict: 'holds',
          reason: `${power.writesDuringCopies} writes were acknowledged while ${copies.map(({ node }) => node).join(' and ')} copied all tables, and at rest they hold what ${primary} holds.`,
          power,
        }
      },
    },
    'Initial Snapshot',
  )
}

function copiesUnderLoad(history: History): Copied[] {
  const found: Copied[] = []
  faultCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    const { copied = [] } = (history.value[end] ?? {}) as { copied?: string[] }
    if (copied.length === 0) return
    const isWithin = (row: number) => row > start && row < end
    const writes = acknowledgedWrites(history).filter(isWithin).toArray().length
    if (writes > 0) found.push(...copied.map((node) => ({ node, writes })))
  })
  return found
}
