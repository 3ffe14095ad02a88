import type { Claim } from '../../../runner/claim.ts'
import type { Isolation, Workload } from '../../../runner/workload.ts'
import { isolationHolds } from '../../claims/isolation.ts'
import type { GaleraOptions } from './options.ts'
import { serialOnOneServer } from './serial-on-one-server.ts'

/** What MariaDB says of its levels; of the last one it is Galera's documentation that says how far it goes. */
const sentences: Record<Exclude<Isolation, 'serializable'>, string> = {
  'read-committed':
    'Each consistent read, even within the same transaction, sets and reads its own fresh snapshot',
  'repeatable-read':
    'All consistent reads within the same transaction read the snapshot established by the first read',
}

/** Of the level that transactions run at, as far as anything is promised of it. */
export function levelClaims(
  { snapshotIsolation }: Pick<GaleraOptions, 'snapshotIsolation'>,
  { work, isolation, losses }: Workload,
): Claim[] {
  const level = work.isolation
  if (level === undefined || isolation === undefined) return []
  // Without it writes are of no snapshot, and nobody promises that none is overwritten.
  if (level === 'repeatable-read' && snapshotIsolation === 'off') return []
  if (level === 'serializable') return [serialOnOneServer(isolation, losses)]
  const source = 'MariaDB documentation, "SET TRANSACTION"'
  return [{ ...isolationHolds(level, isolation, losses), sentence: sentences[level], source }]
}
