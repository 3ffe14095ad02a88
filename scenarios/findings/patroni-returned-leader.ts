import type { Finding } from './finding.ts'

export const patroniReturnedLeader: Finding = {
  name: 'patroni-returned-leader',
  about:
    'the leader is frozen beyond its ttl and another one takes its place; when it goes on it takes the lead back and goes on from where it was, so that all is lost that was written meanwhile',
  source: 'runs of Patroni 3.0.2 with etcd’s v3 interface',
  topology: 'patroni',
  words: {
    standbys: 1,
    // Longer than its lease and the promotion of another one take together.
    schedule: [{ fault: 'pause-primary', at: '3s', for: '30s' }],
    timeLimit: 42,
    rate: 60,
    concurrency: 8,
  },
  shownBy: { claim: 'one-primary' },
  mended: 'Patroni 4.0',
  runtimes: ['docker'],
}
