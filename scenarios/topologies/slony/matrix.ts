import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Trigger-Based Replication". */
export const matrix = inColumn('TR', [
  {
    row: 'No special hardware required',
    says: 'nodes that share nothing hold equal copies after a failover',
    words: { faults: ['kill-primary'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'standbys-refuse-writes' },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'one server at a time takes writes of a set, and subscribers refuse them',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('standbys-refuse-writes'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'writes go on while a subscriber is away',
    words: { faults: ['kill-subscriber'] },
    decidedBy: holds('commits-wait-for-no-standby'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'a failover loses the batches that nobody had fetched',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('batches-may-be-lost-in-a-failover'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'subscribers answer reads, which are stale by a batch',
    words: { reads: 'standbys', workload: 'register', faults: [] },
    decidedBy: holds('async-reads-may-be-stale'),
  },
  {
    row: 'Per-table granularity',
    says: 'a table outside the set stays on its server, and those in it are on all of them',
    words: { faults: [] },
    decidedBy: holds('replication-is-per-table'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that many change are the same on all nodes after a move of the set, and nothing was merged',
    words: { workload: 'bank', faults: ['switchover'] },
    decidedBy: holds('moved-set-loses-nothing'),
  },
])
