import { topology } from '../topology.ts'
import { checkersOfAll } from '../two-phase/judging.ts'
import { layoutOf, serversOf } from '../two-phase/options.ts'
import { claimsOf } from './claims.ts'
import { Broadcast } from './cluster.ts'
import { matrix } from './matrix.ts'
import { labelOf, options } from './options.ts'

export const broadcast = topology({
  name: 'broadcast',
  about:
    'statement-based replication: middleware sends every statement that writes to all servers, and each read to one',
  options,
  label: labelOf,
  layout: layoutOf,
  checkers: (workload, given) => checkersOfAll(workload, serversOf(given)),
  claims: claimsOf,
  matrix,
  start: Broadcast.broadcast,
})
