import type { Finding } from './finding.ts'

export const archiveGap: Finding = {
  name: 'archive-gap',
  about:
    'an archive lacks a segment that it acknowledged, so that nobody ships it again; the primary dies, recovery ends at the gap, and all that was shipped after it is lost',
  source: 'Ubicloud #6279 and pgBackRest #626',
  topology: 'warm-standby',
  words: {
    faults: ['lose-segment', 'kill-primary'],
    archiveTimeout: 1,
    timeLimit: 26,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { claim: 'warm-standby-loses-what-was-not-shipped' },
  repaired: { faults: ['kill-primary'], timeLimit: 20 },
}
