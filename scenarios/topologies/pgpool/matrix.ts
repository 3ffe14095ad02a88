import { holds, inColumn } from '../../matrix/cell.ts'

/** The manual's own example of the column; it waits for no server that is away, so of waiting `broadcast` has the word. */
export const matrix = inColumn('SQL', [
  {
    row: 'Allows multiple primary servers',
    says: 'each server executes every write that Pgpool-II takes',
    words: { faults: [] },
    decidedBy: holds('every-server-receives-changes'),
  },
  {
    row: 'Primary failure will never lose data',
    says: 'whichever server Pgpool-II loses, nothing is lost that was acknowledged',
    words: { faults: ['kill-server'] },
    decidedBy: holds('failure-loses-nothing'),
  },
  {
    row: 'Replicas accept read-only queries',
    says: 'each server answers the reads of some sessions',
    words: { workload: 'register', faults: [] },
    decidedBy: holds('reads-are-distributed'),
  },
])
