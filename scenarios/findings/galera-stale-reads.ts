import type { Finding } from './finding.ts'

export const galeraStaleReads: Finding = {
  name: 'galera-stale-reads',
  about:
    'a write is acknowledged at one server, and another one shows what was there before: it has the transaction and has not applied it yet',
  source: 'Jepsen on MariaDB Galera Cluster 12.1',
  topology: 'galera',
  runtimes: ['docker'],
  // On a busy machine few clients are too slow to overtake what is being applied, or seldom do.
  words: { workload: 'register', faults: [], timeLimit: 20, concurrency: 16 },
  shownBy: { claim: 'reads-are-consistent-on-every-server' },
  repaired: { syncWait: '1' },
}
