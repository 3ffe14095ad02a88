import type { Finding } from './finding.ts'

export const repmgrKeptStandby: Finding = {
  name: 'repmgr-kept-standby',
  about:
    'the primary is frozen and goes on at the moment at which one of two standbys has its place: the other one streams from it again before it is told to follow, has too much to follow then, and confirms what the old primary goes on to take. In the twin the old primary’s power is cut before anybody is promoted',
  source: 'runs of ours, on repmgr 5.5',
  topology: 'repmgr',
  runtimes: ['docker'],
  words: {
    standbys: 2,
    sync: 'on',
    schedule: [{ fault: 'pause-primary', at: '3s', until: 'failover', patience: '32s' }],
    timeLimit: 46,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { oldPrimary: 'fenced' },
}
