import type { Cell } from '../../matrix/cell.ts'

const column = 'SQL'
const holds = (claim: string) => ({ claim, verdict: 'holds' }) as const

/** The manual's own example of the column; it waits for no server that is away, so of waiting `broadcast` has the word. */
export const matrix: readonly Cell[] = [
  {
    column,
    row: 'Allows multiple primary servers',
    says: 'each server executes every write that Pgpool-II takes',
    words: { faults: [] },
    decidedBy: holds('every-server-receives-changes'),
  },
  {
    column,
    row: 'Primary failure will never lose data',
    says: 'whichever server Pgpool-II loses, nothing is lost that was acknowledged',
    words: { faults: ['kill-server'] },
    decidedBy: holds('failure-loses-nothing'),
  },
  {
    column,
    row: 'Replicas accept read-only queries',
    says: 'each server answers the reads of some sessions',
    words: { workload: 'register', faults: [] },
    decidedBy: holds('reads-are-distributed'),
  },
]
