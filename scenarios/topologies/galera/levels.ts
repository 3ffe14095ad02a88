import type { Claim } from '../../../runner/claim.ts'
import type { Isolation } from '../../../runner/workload.ts'

/**
 * What MariaDB says of its levels. At `repeatable-read` a transaction sees one snapshot, and with innodb_snapshot_isolation
 * changes nothing that others changed since; at `serializable` it locks what it reads besides, though on its own node alone.
 */
const sentences: Record<Isolation, string> = {
  'read-committed':
    'Each consistent read, even within the same transaction, sets and reads its own fresh snapshot',
  'repeatable-read':
    'All consistent reads within the same transaction read the snapshot established by the first read',
  serializable:
    'InnoDB implicitly converts all plain SELECT statements to SELECT ... LOCK IN SHARE MODE',
}

export function saidOf(level: Isolation): Pick<Claim, 'sentence' | 'source'> {
  return { sentence: sentences[level], source: 'MariaDB documentation, "SET TRANSACTION"' }
}
