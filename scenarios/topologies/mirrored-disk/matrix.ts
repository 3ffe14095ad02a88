import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "File System Replication": no commit waits for mirrors that are made at intervals, and each for one of its blocks. */
export const matrix = inColumn('FS', [
  {
    row: 'No special hardware required',
    says: 'a mirror that two common machines make can take over',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('mirror-is-consistent'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'writes go on while the standby is away',
    words: { faults: ['kill-standby'] },
    decidedBy: holds('commits-wait-for-no-standby'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a failover loses what is younger than the last mirror',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('mirror-loses-the-latest-writes-only'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a failover to a disk that is mirrored write by write loses nothing',
    words: { mirror: 'device', faults: ['kill-primary'] },
    decidedBy: holds('mirror-loses-nothing'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'writes wait for a mirror that is away, where none may be left without one',
    words: { mirror: 'device', withoutMirror: 'stop', faults: ['kill-standby'] },
    decidedBy: holds('mirror-is-waited-for'),
  },
  {
    row: 'Per-table granularity',
    says: 'every table is there after a failover, though none was named',
    words: { mirror: 'device', workload: 'bank', faults: ['kill-primary'] },
    decidedBy: { check: 'bank', verdict: 'pass', after: 'mirror-loses-nothing' },
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that many change are as they were left by the latest, for one server writes',
    words: { mirror: 'device', workload: 'bank', faults: ['kill-primary'] },
    decidedBy: { check: 'durability', verdict: 'pass', after: 'mirror-loses-nothing' },
  },
])
