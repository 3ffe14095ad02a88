import type { Finding } from './finding.ts'

/** The commits that wait are killed with the primary, for nobody's patience ends: no standby has them, and nobody has seen them. */
const patient = [
  { sequence: [{ fault: 'cut-replication' }, { fault: 'kill-primary', after: '2s' }] },
]

export const hastyRestart: Finding = {
  name: 'hasty-restart',
  about:
    'commits wait for standbys that are away, and the primary is restarted for it: it ends their wait, they show, and the failover that comes next loses what was read',
  source: 'Stolon #514',
  topology: 'hot-standby',
  words: {
    sync: 'on',
    standbys: 1,
    workload: 'list-append',
    schedule: [
      { sequence: [{ fault: 'impatient-restart' }, { fault: 'kill-primary', after: '2s' }] },
    ],
    timeLimit: 10,
    rate: 100,
    concurrency: 4,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  repaired: { schedule: patient },
}
