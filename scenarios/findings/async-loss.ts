import type { Finding } from './finding.ts'

export const asyncLoss: Finding = {
  name: 'async-loss',
  about:
    'a primary that no commit waits for a standby on loses its standbys, goes on for a moment, and dies: what it acknowledged in that moment is nowhere',
  source: 'the manual of PostgreSQL',
  topology: 'hot-standby',
  words: { faults: ['kill-primary'], timeLimit: 10, rate: 100, concurrency: 2 },
  shownBy: { check: 'durability', anomaly: 'lost write' },
  repaired: { sync: 'on', standbys: 1 },
}
