import type { Finding } from './finding.ts'

/** Here nobody waits for the checkpoint that a new primary begins when it is promoted, which is spread over minutes. */
export const earlyRewind: Finding = {
  name: 'early-rewind',
  about:
    'an old primary is rewound before the new one has made its first checkpoint: pg_rewind took both for one timeline, did nothing, and left a copy that differs',
  source: 'Patroni #2073 and #3367',
  topology: 'hot-standby',
  words: {
    rejoin: 'rewind',
    standbys: 1,
    faults: ['kill-primary'],
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { check: 'divergence' },
  mended: 'PostgreSQL 16',
  runtimes: ['docker'],
}
