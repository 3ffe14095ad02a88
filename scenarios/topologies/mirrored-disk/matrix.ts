import type { Cell } from '../../matrix/cell.ts'

/** The manual's column "File System Replication", where mirrors are made at intervals: no commit waits for these. */
export const matrix: readonly Cell[] = [
  {
    column: 'FS',
    row: 'No special hardware required',
    says: 'a mirror that two common machines make can take over',
    words: { faults: ['kill-primary'] },
    decidedBy: { claim: 'mirror-is-consistent', verdict: 'holds' },
  },
  {
    column: 'FS',
    row: 'No waiting for multiple servers',
    says: 'writes go on while the standby is away',
    words: { faults: ['kill-standby'] },
    decidedBy: { claim: 'commits-wait-for-no-standby', verdict: 'holds' },
  },
  {
    column: 'FS',
    row: 'Primary failure will never lose data',
    says: 'a failover loses what is younger than the last mirror',
    words: { faults: ['kill-primary'] },
    decidedBy: { claim: 'mirror-loses-the-latest-writes-only', verdict: 'holds' },
  },
]
