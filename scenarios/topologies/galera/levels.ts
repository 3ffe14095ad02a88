import type { Claim } from '../../../runner/claim.ts'
import type { Isolation, Workload } from '../../../runner/workload.ts'
import { isolationHolds } from '../../claims/isolation.ts'
import type { GaleraOptions } from './options.ts'

/**
 * What MariaDB says of its levels. Nothing of `serializable`, for Galera's documentation says that it is honored between
 * transactions of the same node alone.
 */
const sentences: Partial<Record<Isolation, string>> = {
  'read-committed':
    'Each consistent read, even within the same transaction, sets and reads its own fresh snapshot',
  'repeatable-read':
    'All consistent reads within the same transaction read the snapshot established by the first read',
}

/** Of the level that transactions run at, where it is one that is promised over all servers. */
export function levelClaims(
  { snapshotIsolation }: Pick<GaleraOptions, 'snapshotIsolation'>,
  { work, isolation, losses }: Workload,
): Claim[] {
  const level = work.isolation
  if (level === undefined || isolation === undefined) return []
  // Without it writes are of no snapshot, and nobody promises that none is overwritten.
  if (level === 'repeatable-read' && snapshotIsolation === 'off') return []
  const sentence = sentences[level]
  if (sentence === undefined) return []
  const source = 'MariaDB documentation, "SET TRANSACTION"'
  return [{ ...isolationHolds(level, isolation, losses), sentence, source }]
}
