import { topology } from '../topology.ts'
import { checkersOfAll } from '../two-phase/judging.ts'
import { serversOf } from '../two-phase/options.ts'
import { claimsOf } from './claims.ts'
import { Pooled } from './cluster.ts'
import { matrix } from './matrix.ts'
import { labelOf, layoutOf, options } from './options.ts'

export const pgpool = topology({
  name: 'pgpool',
  about:
    'statement-based replication by Pgpool-II: it sends writes to all servers, and goes on without one that is away',
  options,
  label: labelOf,
  layout: layoutOf,
  checkers: (workload, given) => checkersOfAll(workload, serversOf(given)),
  claims: claimsOf,
  matrix,
  start: Pooled.start,
})
