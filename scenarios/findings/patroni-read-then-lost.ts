import type { Finding } from './finding.ts'

/** So that Patroni, which sees that no standby streams, comes late to take that one off its list. */
const slowEtcd = { fault: 'delay-dcs:ms=600', at: '2s', for: '10s' }

/** In the twin commits wait as well, and the server dies with its node, so that nothing has to be slow: what had not shown nobody misses. */
export const patroniReadThenLost: Finding = {
  name: 'patroni-read-then-lost',
  about:
    'commits wait for a synchronous standby that hears nothing, the server crashes and recovers, and what waited shows, read by read-committed transactions; Patroni then has that standby take over, which lacks it',
  source: 'a Jepsen test of Patroni 4.0 by Bin Wang, December 2024',
  topology: 'patroni',
  words: {
    synchronousMode: 'on',
    route: 'hosts',
    workload: 'list-append',
    isolation: 'read-committed',
    schedule: [
      slowEtcd,
      { fault: 'cut-replication', at: '3s', for: '36s' },
      {
        sequence: [
          { fault: 'crash-primary', at: '4s' },
          { fault: 'kill-primary:lead=0', after: '300ms', until: 'failover', patience: '32s' },
        ],
      },
    ],
    timeLimit: 46,
    rate: 60,
    concurrency: 20,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: {
    schedule: [
      { fault: 'cut-replication', at: '3s', for: '36s' },
      { fault: 'kill-primary:lead=0', at: '4s', until: 'failover', patience: '32s' },
    ],
  },
  runtimes: ['docker'],
}
