import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Logical Replication", as far as each row has one office that modifies it; partitioning itself stands beside the table. */
export const matrix = inColumn('LR', [
  {
    row: 'Allows multiple primary servers',
    says: 'each office takes writes of its own rows, and goes on while another is away',
    words: { faults: ['kill-london'] },
    decidedBy: holds('each-office-goes-on-alone'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'sync off: writes go on while nothing reaches the other office',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('each-office-goes-on-alone'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'an office with a synchronous standby fails over to it and loses nothing, and copies follow',
    words: { standbys: 1, faults: ['kill-london'] },
    decidedBy: holds('sync-failover-loses-nothing'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'each office answers queries of the others’ rows from its copy, which is behind by the lag',
    words: {
      workload: 'register',
      reads: 'local',
      rate: 200,
      faults: ['delay-replication:ms=100'],
    },
    decidedBy: holds('a-local-copy-is-behind-by-its-lag'),
  },
  {
    row: 'Per-table granularity',
    says: 'of one table each office publishes the rows that are its own, and no others',
    words: { faults: [] },
    decidedBy: holds('one-writer-for-each-set'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'two that modify the same rows diverge, for nobody resolves their conflicts',
    words: { workload: 'register', enforce: 'no', rate: 200, faults: [] },
    decidedBy: { claim: 'no-conflict-resolution', verdict: 'violated' },
  },
])
