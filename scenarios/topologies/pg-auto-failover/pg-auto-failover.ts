import { topology } from '../topology.ts'
import { copiesOn } from '../two-phase/judging.ts'
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
  // The monitor has no copy to read.
  checkers: (workload, given) => copiesOn(serversOf(given), workload),
  claims: claimsOf,
  start: AutoFailover.start,
})
