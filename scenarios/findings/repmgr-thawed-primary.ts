import type { Finding } from './finding.ts'

/** Commits wait for nobody: where they wait, one whose standbys have all gone over to the other acknowledges nothing. */
export const repmgrThawedPrimary: Finding = {
  name: 'repmgr-thawed-primary',
  about:
    'the primary is frozen until a standby has its place; when it goes on it takes writes as before, beside the new one, until somebody sees that. In the twin its power is cut before anybody is promoted',
  source: 'repmgr #766, and runs of ours',
  topology: 'repmgr',
  runtimes: ['docker'],
  words: {
    standbys: 1,
    sync: 'off',
    schedule: [{ fault: 'pause-primary:lead=1000', at: '3s', until: 'failover', patience: '32s' }],
    timeLimit: 46,
    rate: 60,
    concurrency: 4,
  },
  shownBy: { claim: 'replaced-primary-takes-no-writes' },
  repaired: { oldPrimary: 'fenced' },
}
