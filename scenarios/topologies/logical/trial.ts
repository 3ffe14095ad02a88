import type { Claim } from '../../../runner/claim.ts'
import { changesOf, type Evidence } from '../../../runner/evidence.ts'

export const chapter = 'PostgreSQL documentation, chapter "Logical Replication"'

/** What the manual says of logical replication; whatever a checker finds is nobody's promise. */
export function logicalReplication(
  claim: Omit<Claim, 'source' | 'covers'>,
  section?: string,
): Claim {
  const source = section === undefined ? chapter : `${chapter}, section "${section}"`
  return { ...claim, source, covers: () => false }
}

/**
 * Who was the primary in the end, and who were the subscribers then: `first` is one where one of them took its place. The
 * `owner` is the first primary, or the standby that has all of that one's data.
 */
export function inTheEnd(
  evidence: Evidence,
  first: string,
  subscribers: readonly string[],
): { primary: string; owner: string; others: string[]; all: string[] } {
  const primary = lastPrimary(evidence, first)
  const owner = subscribers.includes(primary) ? first : primary
  const all = [...new Set([owner, ...subscribers])]
  return { primary, owner, others: all.filter((name) => name !== primary), all }
}

/** Who was the primary in the end. */
export function lastPrimary(evidence: Evidence, first: string): string {
  return changesOf(evidence).at(-1)?.to ?? first
}
