import type { Finding } from './finding.ts'

export const silentReceiver: Finding = {
  name: 'silent-receiver',
  about:
    'standbys are told to report nothing of themselves (wal_receiver_status_interval=0), and commits that wait until they show on one waited for ever',
  source: 'PostgreSQL’s recovery test 059',
  topology: 'hot-standby',
  words: {
    sync: 'remote_apply',
    statusInterval: 0,
    standbys: 1,
    faults: ['kill-primary'],
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { claim: 'sync-failover-loses-nothing' },
  mended: 'PostgreSQL 17 and 18, in minor versions',
}
