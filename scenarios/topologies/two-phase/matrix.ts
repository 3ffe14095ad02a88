import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's column "Synchronous Multimaster Replication"; each server has every table, so granularity is not tried. */
export const matrix = inColumn('SM', [
  {
    row: 'No special hardware required',
    says: 'servers that share nothing hold equal copies after one of them died',
    words: { faults: ['kill-server'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'failure-loses-nothing' },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'each server takes writes',
    words: { faults: [] },
    decidedBy: holds('each-server-accepts-writes'),
  },
  {
    row: 'No overhead on primary',
    says: 'a write locks its row on every server, so that writers at two of them lock each other out, which one server never does',
    words: { workload: 'register', faults: [] },
    decidedBy: holds('heavy-writing-locks-writers-out'),
  },
  {
    row: 'No waiting for multiple servers',
    says: 'nobody writes while a server is away',
    words: { faults: ['kill-server'] },
    decidedBy: holds('every-server-is-waited-for'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'whichever server dies, nothing is lost that was acknowledged',
    words: { faults: ['kill-server'] },
    decidedBy: holds('failure-loses-nothing'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'each server answers reads, and all of them fit one order',
    words: { workload: 'register', faults: [] },
    decidedBy: holds('reads-are-consistent-on-every-server'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that are changed at several servers at once are the same on all, and nothing was merged',
    words: { workload: 'bank', isolation: 'repeatable-read', faults: ['kill-server'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'failure-loses-nothing' },
  },
])
