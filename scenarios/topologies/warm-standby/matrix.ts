import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Write-Ahead Log Shipping", where files are shipped: nobody can wait for these. */
export const matrix = inColumn('WAL', [
  {
    row: 'No waiting for multiple servers',
    says: 'writes go on while the standby is away',
    words: { faults: ['kill-standby'] },
    decidedBy: holds('commits-wait-for-no-standby'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a failover loses what was not shipped',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('warm-standby-loses-what-was-not-shipped'),
  },
])
