import type { Finding } from './finding.ts'

export const staleReplica: Finding = {
  name: 'stale-replica',
  about:
    'of two synchronous standbys one goes down, and then all others; the first to go comes up first and is promoted, without what the other one had confirmed since',
  source: 'CloudNativePG #1688',
  topology: 'hot-standby',
  words: { sync: 'on', faults: ['outages'], timeLimit: 12, rate: 100, concurrency: 2 },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { faults: ['outages:up=last'] },
}
