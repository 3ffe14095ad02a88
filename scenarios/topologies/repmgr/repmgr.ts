import { topology } from '../topology.ts'
import { copiesOn } from '../two-phase/judging.ts'
import { claimsOf } from './claims.ts'
import { RepmgrCluster } from './cluster.ts'
import { labelOf, layoutOf, options, serversOf } from './options.ts'

export const repmgr = topology({
  name: 'repmgr',
  about:
    'streaming replication under repmgr: each server’s repmgrd watches the primary, and they choose who is promoted in its place',
  options,
  label: labelOf,
  layout: layoutOf,
  // The witness has no copy to read.
  checkers: (workload, given) => copiesOn(serversOf(given), workload),
  claims: claimsOf,
  start: RepmgrCluster.start,
})
