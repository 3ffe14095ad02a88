import type { Finding } from './finding.ts'
import { patienceThenDeath, thenDeath } from './then-death.ts'

/** The twin's commits wait as well, and nobody cancels them, so that nobody is told that they are done. */
export const cancelledCommit: Finding = {
  name: 'cancelled-commit',
  about:
    'clients cancel commits that wait for their standby, and are answered that these are committed, with a warning that hardly anybody reads; no standby has them, and a failover loses them',
  source: 'Patroni #1414',
  topology: 'hot-standby',
  words: {
    sync: 'on',
    standbys: 1,
    schedule: thenDeath('cancel-commit'),
    timeLimit: 12,
    rate: 100,
    concurrency: 4,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { schedule: patienceThenDeath },
}
