import type { Finding } from './finding.ts'

export const galeraLostUpdates: Finding = {
  name: 'galera-lost-updates',
  about:
    'two transactions read a row and then change it, each by what it read: at repeatable read one of them undoes the other unseen',
  source: 'Jepsen on MariaDB Galera Cluster 12.1',
  topology: 'galera',
  runtimes: ['docker'],
  words: {
    workload: 'list-append',
    isolation: 'repeatable-read',
    snapshotIsolation: 'off',
    faults: [],
    timeLimit: 6,
    concurrency: 12,
  },
  shownBy: { check: 'list-append' },
  repaired: { snapshotIsolation: 'on' },
}
