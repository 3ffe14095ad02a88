import type { Finding } from './finding.ts'

export const repmgrStartedPrimary: Finding = {
  name: 'repmgr-started-primary',
  about:
    'the primary’s machine dies, a standby takes its place, and the machine starts its server again as it was: two primaries, which nobody ends. In the twin it comes back by `repmgr node rejoin`',
  source: 'repmgr #766',
  topology: 'repmgr',
  runtimes: ['docker'],
  words: {
    standbys: 1,
    sync: 'off',
    oldPrimary: 'starts',
    schedule: [{ fault: 'kill-primary:lead=1000', at: '3s', until: 'failover', patience: '32s' }],
    timeLimit: 46,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'replaced-primary-takes-no-writes' },
  repaired: { oldPrimary: 'rejoins' },
}
