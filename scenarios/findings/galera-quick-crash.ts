import type { Finding } from './finding.ts'

export const galeraQuickCrash: Finding = {
  name: 'galera-quick-crash',
  about:
    'all servers die at once, and commits wait for no disk: that all servers had them is no help, and the last moment is gone everywhere',
  source: 'Jepsen on MariaDB Galera Cluster 12.1',
  topology: 'galera',
  runtimes: ['docker'],
  words: { flushLog: '0', faults: ['blackout'], timeLimit: 12, rate: 100 },
  shownBy: { claim: 'failure-loses-nothing' },
  repaired: { flushLog: '1' },
}
