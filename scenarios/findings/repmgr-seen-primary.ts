import type { Finding } from './finding.ts'

export const repmgrSeenPrimary: Finding = {
  name: 'repmgr-seen-primary',
  about:
    'a primary and its standby no longer reach each other, the witness reaches both and tells that it sees the primary, and the standby is promoted all the same. In the twin `primary_visibility_consensus` is on',
  source: 'repmgr #821',
  topology: 'repmgr',
  runtimes: ['docker'],
  words: {
    standbys: 1,
    witness: 'yes',
    sync: 'off',
    // Longer than a failover may take.
    schedule: [{ fault: 'cut-n1-to-n2', at: '3s', for: '34s' }],
    timeLimit: 50,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'seen-primary-is-not-replaced' },
  repaired: { consensus: 'yes' },
}
