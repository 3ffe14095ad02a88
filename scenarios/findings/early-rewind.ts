import type { Finding } from './finding.ts'

/** It is rewound as soon as another one is promoted, whose checkpoint takes seconds: nobody waits for that one here. */
export const earlyRewind: Finding = {
  name: 'early-rewind',
  about:
    'an old primary is rewound before the new one has made its first checkpoint: pg_rewind took both for one timeline, did nothing, and left a copy that differs',
  source: 'Patroni #2073 and #3367',
  topology: 'hot-standby',
  words: {
    rejoin: 'rewind',
    standbys: 1,
    schedule: [{ fault: 'kill-primary', at: '2500ms', until: 'failover' }],
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { check: 'divergence' },
  mended: 'PostgreSQL 16',
  runtimes: ['docker'],
}
