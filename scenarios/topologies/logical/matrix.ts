import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Logical Replication", as far as one server publishes. */
export const matrix = inColumn('LR', [
  {
    row: 'No special hardware required',
    says: 'nodes that share nothing hold the same rows after a subscriber was promoted',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('initial-copy-is-whole'),
  },
  {
    row: 'No overhead on primary',
    says: 'a write takes no longer with subscribers than without',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('standbys-cost-commits-nothing'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync off: writes go on while every subscriber is away',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('commits-wait-for-no-standby'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync on: no write returns while every subscriber is away',
    words: { sync: 'on', faults: ['cut-replication'] },
    decidedBy: holds('commits-wait-for-a-standby'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'sync on: a subscriber that is promoted has all that was acknowledged',
    words: { sync: 'on', faults: ['kill-primary'] },
    decidedBy: holds('sync-failover-loses-nothing'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'sync off: a subscriber that is promoted lacks the latest writes',
    words: { faults: ['kill-primary'] },
    decidedBy: holds('async-failover-may-lose-the-latest-writes'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'subscribers answer reads while the primary runs, and are behind by the lag',
    words: {
      workload: 'register',
      reads: 'subscribers',
      rate: 200,
      faults: ['delay-replication:ms=100'],
    },
    decidedBy: holds('async-reads-may-be-stale'),
  },
  {
    row: 'Per-table granularity',
    says: 'of tables, rows and columns those arrive that are published, and no others',
    words: { faults: [] },
    decidedBy: holds('replication-is-per-table'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'clients that write where they are leave servers with different rows, for nobody resolves that',
    words: { writes: 'any', faults: [] },
    decidedBy: { claim: 'no-conflict-resolution', verdict: 'violated' },
  },
])
