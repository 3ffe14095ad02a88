import type { Finding } from './finding.ts'

/** In the twin nobody may have what a commit waited for, so that nobody is waited for. */
export const stuckElection: Finding = {
  name: 'stuck-election',
  about:
    'a primary and one of its two synchronous standbys die, and the other waits for ever to hear how far the dead one had come',
  source: 'pg_auto_failover #858, #1113, #1142',
  topology: 'pg-auto-failover',
  runtimes: ['docker'],
  words: {
    standbys: 2,
    schedule: [
      { fault: 'kill-n1', at: '3s' },
      { fault: 'kill-n3', at: '3200ms' },
    ],
    timeLimit: 24,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'left-standby-takes-over' },
  repaired: { sync: 'off' },
}
