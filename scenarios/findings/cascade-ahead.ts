import type { Finding } from './finding.ts'

/**
 * n3 streams from n2. Segments must be filled, for one that is switched ends where the next begins: each checkpoint has
 * whole pages written into WAL again. And twice, for one must have been filled since n2 fetches them.
 */
const restarted = [
  { fault: 'checkpoint-storm:every=20', at: '500ms' },
  { fault: 'restart-n3', at: '5s', every: '6s', for: '1s' },
]

export const cascadeAhead: Finding = {
  name: 'cascade-ahead',
  about:
    'a standby gets its WAL from the archive alone, and one that streams from it is restarted: that one fetches whole segments too, asks for what comes after them, and is refused again and again, because its upstream is a part of a record behind',
  source: 'PostgreSQL’s recovery test 055',
  topology: 'hot-standby',
  words: {
    archive: 'on',
    archiveTimeout: 0,
    cascade: 'yes',
    schedule: [{ fault: 'forget-upstream-n2', at: '1500ms' }, ...restarted],
    timeLimit: 17,
    rate: 600,
    concurrency: 8,
  },
  shownBy: { claim: 'streaming-continues-downstream' },
  repaired: { schedule: restarted },
  mended: 'PostgreSQL 17.11 and 18.5',
  unmendedOn: ['embedded'],
}
