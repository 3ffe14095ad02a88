import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { History } from '../../../history/history.ts'
import { BESIDE, type Beside } from './beside.ts'

/** What each node had at rest of the tables beside the workload's, or one of which that is not known. */
export function besideAtRest(
  history: History,
  nodes: readonly string[],
): { counts: ReadonlyMap<string, Beside>; unseen?: string } {
  const counts = new Map<string, Beside>()
  for (const { tool, node, counted } of inspectionsOf(history).inspections)
    if (tool === BESIDE && node !== null && counted !== undefined)
      counts.set(node, counted as Beside)
  return { counts, unseen: nodes.find((name) => !counts.has(name)) }
}
