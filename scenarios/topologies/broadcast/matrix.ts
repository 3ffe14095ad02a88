import { holds, inColumn } from '../../matrix/cell.ts'

/**
 * The manual's column "SQL Replication Middleware". That no server does more than it would alone no run of one topology
 * decides, and each server has every table, so granularity is not tried.
 */
export const matrix = inColumn('SQL', [
  {
    row: 'No special hardware required',
    says: 'servers that know nothing of each other hold equal copies after one of them died',
    words: { faults: ['kill-server'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'failure-loses-nothing' },
  },
  {
    row: 'Allows multiple primary servers',
    says: 'each server executes every write by itself',
    words: { faults: [] },
    decidedBy: holds('every-server-receives-changes'),
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
    says: 'each server answers a part of the reads',
    words: { workload: 'register', faults: [] },
    decidedBy: holds('reads-are-distributed'),
  },
  {
    row: 'No conflict resolution necessary',
    says: 'rows that several clients change at once are the same on all servers, and nothing was merged',
    words: { workload: 'bank', isolation: 'repeatable-read', faults: ['kill-server'] },
    decidedBy: { check: 'divergence', verdict: 'pass', after: 'failure-loses-nothing' },
  },
])
