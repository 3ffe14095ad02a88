import type { Finding } from './finding.ts'

/** With the fence the same writes are lost up to it, the latest ones, which is all that asynchronous replication may lose. */
export const isolatedPrimary: Finding = {
  name: 'isolated-primary',
  about:
    'a primary that neither operator nor standbys reach goes on for clients that have a session with it; another one is promoted meanwhile, and all that the old one acknowledges after that is lost',
  source: 'CloudNativePG #11280, #11518 and #7407',
  topology: 'hot-standby',
  words: {
    fence: 'no',
    standbys: 1,
    faults: ['cut-operator-to-n1+n2-to-n1'],
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { claim: 'async-failover-may-lose-the-latest-writes' },
  repaired: { fence: 'yes' },
}
