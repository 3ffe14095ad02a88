import type { Finding } from './finding.ts'
import { patienceThenDeath, thenDeath } from './then-death.ts'

/** So many clients that some begin while all before them wait already. */
const concurrency = 20

export const hastyRestart: Finding = {
  name: 'hasty-restart',
  about:
    'commits wait for standbys that are away, and the primary is restarted for it: that ends their wait, they show, and the failover that comes next loses what was read',
  source: 'Stolon #514',
  topology: 'hot-standby',
  words: {
    sync: 'on',
    standbys: 1,
    workload: 'list-append',
    schedule: thenDeath('impatient-restart'),
    timeLimit: 12,
    rate: 100,
    concurrency,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { schedule: patienceThenDeath },
}
