import type { Finding } from './finding.ts'

/** In the twin one server is enough to be elected, so that nobody waits for the one that went astray. */
export const oldTimeline: Finding = {
  name: 'old-timeline',
  about:
    'a primary that only its clients reach goes on in WAL and acknowledges nothing; another one takes its place, acknowledges writes on a new timeline, and dies; the first one comes back with the larger position, and is elected',
  source: 'pg_auto_failover #726',
  topology: 'pg-auto-failover',
  runtimes: ['docker'],
  words: {
    standbys: 2,
    schedule: [
      { fault: 'partition-standbys-n1', at: '3s', for: '24s' },
      { fault: 'bulk-load-n1', at: '4s' },
      { fault: 'kill-primary', at: '5s', when: 'failover', after: '1500ms' },
    ],
    timeLimit: 50,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { syncStandbys: 0 },
}
