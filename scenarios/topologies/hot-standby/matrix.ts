import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Write-Ahead Log Shipping", as far as standbys stream. */
export const matrix = inColumn('WAL', [
  {
    row: 'No special hardware required',
    says: 'nodes that share nothing hold equal copies after a failover',
    words: { faults: ['kill-primary'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'standbys-refuse-writes' },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'one server at a time takes writes, and standbys refuse them',
    words: { sync: 'on', faults: ['kill-primary'] },
    decidedBy: holds('standbys-refuse-writes'),
  },
  {
    row: 'No overhead on primary',
    says: 'a write takes no longer with standbys than without',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('standbys-cost-commits-nothing'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync off: writes go on while every standby is away',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('commits-wait-for-no-standby'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync on: no write returns while every standby is away',
    words: { sync: 'on', faults: ['cut-replication'] },
    decidedBy: holds('commits-wait-for-a-standby'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync on: a write takes the round trip to a standby at least',
    words: { sync: 'on', faults: ['delay-replication:ms=40'] },
    decidedBy: holds('commits-wait-for-the-round-trip'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'sync on: a failover loses nothing that was acknowledged',
    words: { sync: 'on', faults: ['kill-primary'] },
    decidedBy: holds('sync-failover-loses-nothing'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'sync off: a failover loses the latest writes',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('async-failover-may-lose-the-latest-writes'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'hot standbys answer reads, and are typically less than a second behind',
    words: { reads: 'standbys', workload: 'register', rate: 200, faults: [] },
    decidedBy: holds('streaming-delay-is-under-a-second'),
  },
  {
    row: 'Per-table granularity',
    says: 'every table is on every node, though none was named',
    words: { workload: 'bank', faults: ['kill-standby'] },
    decidedBy: { check: 'divergence', verdict: 'pass' },
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that many change are the same on all nodes after a failover, and nothing was merged',
    words: { workload: 'bank', sync: 'on', faults: ['kill-primary'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'standbys-refuse-writes' },
  },
])
