import type { Finding } from './finding.ts'

/** Three segments at least are finished while the archive is out of the primary's reach. */
const stalledThenDead = [
  {
    sequence: [
      { fault: 'stall-archiving', at: '1500ms' },
      { fault: 'kill-primary', after: '4s' },
    ],
  },
]

export const archiveHole: Finding = {
  name: 'archive-hole',
  about:
    'a primary’s archive_command hangs, and the primary dies; its standby, to which that WAL was streamed, has marked it as shipped and never ships it: the archive goes on after a hole, at which each recovery ends',
  source: 'Ubicloud #6279 and pgBackRest #626',
  topology: 'hot-standby',
  words: {
    archive: 'on',
    archiveTimeout: 1,
    standbys: 1,
    schedule: stalledThenDead,
    timeLimit: 14,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { claim: 'archive-is-continuous' },
  repaired: { archive: 'always' },
}
