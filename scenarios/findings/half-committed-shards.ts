import type { Finding } from './finding.ts'

export const halfCommittedShards: Finding = {
  name: 'half-committed-shards',
  about:
    'a coordinator commits on one shard after another, and loses one of them as it does: the client is told of an error, and half of its transaction is there',
  source: 'Citus #6489, and postgres_fdw, which prepares nothing',
  topology: 'parallel-query',
  words: {
    workload: 'bank',
    isolation: 'repeatable-read',
    faults: ['sever-parts'],
    timeLimit: 9,
    concurrency: 24,
  },
  shownBy: { claim: 'shards-commit-all-or-none' },
  // Clients commit there themselves, and lose them in the same moment.
  repaired: { commit: 'two-phase', faults: ['sever-clients'] },
}
