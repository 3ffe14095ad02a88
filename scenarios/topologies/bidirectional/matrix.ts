import { holds, inColumn } from '../../matrix/cell.ts'

/** Until the load ends, so that no later write settles what was written meanwhile. */
const partedAtTheEnd = [{ fault: 'cut-replication', at: '6s' }]

/** The dead one had sent nothing for a second. */
const deadBeforeItSends = [
  { fault: 'halves', at: '2s', for: '4s' },
  { fault: 'kill-n1', at: '3s', for: '1s' },
]

/** The manual's column "Asynchronous Multimaster Replication", by PostgreSQL's own logical replication both ways. */
export const matrix = inColumn('AM', [
  {
    row: 'No special hardware required',
    says: 'servers that share nothing hold equal copies after one of them died and came back',
    words: { faults: ['kill-server'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'each-server-works-independently' },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'each server takes writes',
    words: { faults: [] },
    decidedBy: holds('several-primaries'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'each server takes writes while nothing gets to another',
    words: { faults: ['cut-replication'] },
    decidedBy: holds('each-server-works-independently'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'what a server acknowledged, and had sent to nobody when it died for good, is lost',
    words: { afterDeath: 'replace', rate: 100, schedule: deadBeforeItSends },
    decidedBy: holds('a-dead-server-takes-unsent-writes-along'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'each server answers reads',
    words: { workload: 'register', faults: ['cut-replication'] },
    decidedBy: holds('each-server-answers-reads'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'a row that several servers write at once stays different on them',
    words: { workload: 'increments', rate: 100, schedule: partedAtTheEnd },
    decidedBy: holds('conflicts-need-resolution'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'of updates of one row at several servers some are on none of them in the end',
    words: { workload: 'increments', rate: 100, faults: ['delay-replication:ms=100'] },
    decidedBy: holds('conflicts-lose-updates'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'where the newest version is taken by rule, a row that several servers write at once is the same on all',
    words: {
      by: 'pglogical',
      conflicts: 'last_update_wins',
      workload: 'increments',
      rate: 100,
      schedule: partedAtTheEnd,
    },
    decidedBy: holds('last-update-wins-makes-all-equal'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'one key that two servers have let in stops replication both ways',
    words: { workload: 'reservations', rate: 100, faults: ['delay-replication:ms=100'] },
    decidedBy: holds('same-keys-stop-replication'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'an update of a row that another server has removed is acknowledged, and the row is gone',
    words: { workload: 'removals', rate: 100, faults: ['delay-replication:ms=100'] },
    decidedBy: holds('updates-of-removed-rows-are-skipped'),
  },
])
