import type { Finding } from './finding.ts'

/** The twin's commits wait for nobody. */
export const stalledStandby: Finding = {
  name: 'stalled-standby',
  about:
    'a primary and its one synchronous standby no longer reach each other, and the monitor reaches both: it takes the standby for healthy, and every commit hangs for as long as that lasts',
  source: 'pg_auto_failover #997, #554',
  topology: 'pg-auto-failover',
  runtimes: ['docker'],
  words: {
    standbys: 1,
    // Longer than it takes to give a standby up.
    schedule: [{ fault: 'cut-n1-to-n2', at: '2s', for: '20s' }],
    timeLimit: 26,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'writes-go-on-without-standbys' },
  repaired: { sync: 'off' },
}
