import { divergence } from '../../../checkers/divergence/divergence.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { topology } from '../topology.ts'
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
  checkers(workload, given) {
    const nodes = serversOf(given)
    const own = workload.checkers()
    const judging = own.map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
    return [...judging, orphans()]
  },
  claims: claimsOf,
  matrix,
  start: Pooled.start,
})
