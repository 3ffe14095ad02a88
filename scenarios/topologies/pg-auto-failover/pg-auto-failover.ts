import { divergence } from '../../../checkers/divergence/divergence.ts'
import { topology } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { AutoFailover } from './cluster.ts'
import { labelOf, layoutOf, options, serversOf } from './options.ts'

export const pgAutoFailover = topology({
  name: 'pg-auto-failover',
  about:
    'PostgreSQL servers whose failover is that of pg_auto_failover: a monitor decides, and who watches each server obeys',
  options,
  label: labelOf,
  layout: layoutOf,
  checkers(workload, given) {
    const nodes = serversOf(given)
    // The monitor has no copy to read.
    return workload
      .checkers()
      .map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
  },
  claims: claimsOf,
  start: AutoFailover.start,
})
