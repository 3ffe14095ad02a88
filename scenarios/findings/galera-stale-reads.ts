import type { Finding } from './finding.ts'

export const galeraStaleReads: Finding = {
  name: 'galera-stale-reads',
  about:
    'a write is acknowledged at one server, and another one shows what was there before: it has the transaction and has not applied it yet',
  source: 'Jepsen on MariaDB Galera Cluster 12.1',
  topology: 'galera',
  runtimes: ['docker'],
  // What waited for the locks is applied while clients read on, so that somebody overtakes it on any machine.
  words: {
    workload: 'register',
    faults: ['lock-storm-n3:hold=300:every=1500'],
    timeLimit: 8,
    concurrency: 16,
  },
  shownBy: { claim: 'reads-are-consistent-on-every-server' },
  repaired: { syncWait: '1' },
}
