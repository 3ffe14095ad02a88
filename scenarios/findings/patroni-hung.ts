import type { Finding } from './finding.ts'

export const patroniHung: Finding = {
  name: 'patroni-hung',
  about:
    'Patroni hangs on the leader, whose server goes on: another one takes its place when the lease is over, and clients who ask servers instead of HAProxy whether they take writes go on with both',
  source: 'Patroni’s documentation, on watchdogs: “Patroni does not get to run”',
  topology: 'patroni',
  words: {
    standbys: 1,
    route: 'hosts',
    schedule: [{ fault: 'hang-manager-primary', at: '3s', for: '30s' }],
    timeLimit: 42,
    rate: 60,
    concurrency: 8,
  },
  shownBy: { claim: 'one-primary' },
  repaired: { route: 'haproxy' },
  runtimes: ['docker'],
}
