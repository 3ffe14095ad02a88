import type { Finding } from './finding.ts'

export const skippedTransaction: Finding = {
  name: 'skipped-transaction',
  about:
    'a row of its own on a subscriber stops what it applies; the refused transaction is skipped, and with it go rows that nothing was in the way of',
  source: 'the manual of PostgreSQL, on ALTER SUBSCRIPTION … SKIP',
  topology: 'logical',
  words: {
    subscribers: 1,
    faults: ['occupy-row-subscriber:repair=skip'],
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { check: 'divergence' },
  repaired: { faults: ['occupy-row-subscriber:repair=row'] },
}
