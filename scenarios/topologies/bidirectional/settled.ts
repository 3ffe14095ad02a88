import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { History } from '../../../history/history.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import type { SettledConflicts } from '../../databases/postgres/pglogical-conflicts.ts'

/** By server, what it counted of the conflicts that it settled; one that was not asked is missing. */
export function settledAt(history: History): Map<string, SettledConflicts> {
  const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === CONFLICTS)
  return new Map(
    looks.flatMap(({ node, counted }) =>
      node === null || counted === undefined
        ? []
        : [[node, counted as unknown as SettledConflicts] as const],
    ),
  )
}

/** Of all servers: conflicts that were settled for one version or the other, changes of rows that were gone, and how often it is known which version was newer. */
export function sumOf(settled: ReadonlyMap<string, SettledConflicts>) {
  const all = { settled: 0, skipped: 0, timed: 0 }
  for (const { applied, kept, skipped, newerWon, olderWon } of settled.values()) {
    all.settled += applied + kept
    all.skipped += skipped
    all.timed += newerWon + olderWon
  }
  return all
}
