import type { Finding } from './finding.ts'

/**
 * At the strictest level that a commit can wait at, with one standby, on which every acknowledged write shows. The rate
 * is small beside the number of clients, for each commit that waits keeps one of them until it gives up.
 */
export const longFork: Finding = {
  name: 'long-fork',
  about:
    'a commit waits for a standby that shows it and can’t say so; then the standby gets nothing new, and a commit that waits for nobody shows on the primary alone: readers of the two see two orders of these writes',
  source: 'Jepsen (Amazon RDS for PostgreSQL 17.4)',
  topology: 'hot-standby',
  words: {
    faults: ['strand'],
    sync: 'remote_apply',
    standbys: 1,
    reads: 'any',
    workload: 'long-fork-local',
    isolation: 'repeatable-read',
    rate: 100,
    concurrency: 40,
    timeLimit: 8,
  },
  shownBy: { claim: 'reads-show-one-order' },
  repaired: { workload: 'long-fork' },
  seldom: 'commits that end at once may show in another order than they have in the WAL',
}
