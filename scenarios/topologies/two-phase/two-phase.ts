import { topology } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { TwoPhase } from './cluster.ts'
import { checkersOfAll } from './judging.ts'
import { matrix } from './matrix.ts'
import { labelOf, layoutOf, options, serversOf } from './options.ts'

export const twoPhase = topology({
  name: 'two-phase',
  about:
    'servers that all take writes; a coordinator has each transaction prepared and committed on all of them or on none',
  options,
  label: labelOf,
  layout: layoutOf,
  checkers: (workload, given) => checkersOfAll(workload, serversOf(given)),
  claims: claimsOf,
  matrix,
  start: TwoPhase.start,
})
