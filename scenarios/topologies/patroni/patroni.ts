import { topology } from '../topology.ts'
import { copiesOn } from '../two-phase/judging.ts'
import { claimsOf } from './claims.ts'
import { PatroniCluster } from './cluster.ts'
import { labelOf, layoutOf, options, serversOf } from './options.ts'

export const patroni = topology({
  name: 'patroni',
  about:
    'streaming replication under Patroni: whoever has the leader’s key in etcd is the primary, and HAProxy sends clients there',
  options,
  label: labelOf,
  layout: layoutOf,
  // Clients ask HAProxy, which holds nothing.
  checkers: (workload, given) => copiesOn(serversOf(given), workload),
  claims: claimsOf,
  start: PatroniCluster.start,
})
