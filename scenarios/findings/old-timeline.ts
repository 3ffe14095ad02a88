import type { Finding } from './finding.ts'

/** In the twin n1 has a lower candidate priority than the others, and is not elected for that. */
export const oldTimeline: Finding = {
  name: 'old-timeline',
  about:
    'a primary that only its clients reach goes on in WAL and acknowledges nothing; another one takes its place, acknowledges writes on a new timeline, and dies; the first one comes back with the larger position of the older timeline, is elected, waits for ever to fetch from itself what it lacks, and nobody takes writes',
  source: 'pg_auto_failover #726',
  topology: 'pg-auto-failover',
  runtimes: ['docker'],
  words: {
    standbys: 2,
    // Whoever takes its place has fallen long before it is back, even on a busy machine.
    schedule: [
      { fault: 'partition-standbys-n1', at: '3s', for: '40s' },
      { fault: 'bulk-load-n1', at: '4s' },
      {
        sequence: [
          { wait: 'failover' },
          // Once the new primary has a standby that its commits wait for.
          { fault: 'kill-primary', when: 'a commit waits', after: '2s' },
        ],
      },
    ],
    timeLimit: 75,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'elects-the-furthest-standby' },
  repaired: { firstPriority: 10 },
}
