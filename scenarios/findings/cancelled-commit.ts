import type { Finding } from './finding.ts'

/** Without the cancel the same commits wait for as long as no standby is there, and nobody is told that they are done. */
export const cancelledCommit: Finding = {
  name: 'cancelled-commit',
  about:
    'a client cancels a commit that waits for its standby, and is answered that it is committed, with a warning that hardly anybody reads; no standby has it, and a failover loses it',
  source: 'Patroni #1414',
  topology: 'hot-standby',
  words: {
    sync: 'on',
    standbys: 1,
    faults: ['cancel-commit'],
    timeLimit: 10,
    rate: 100,
    concurrency: 8,
  },
  shownBy: { claim: 'commits-wait-for-a-standby' },
  repaired: { faults: ['cut-replication'] },
}
