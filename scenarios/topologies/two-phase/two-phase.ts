import { divergence } from '../../../checkers/divergence/divergence.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { topology } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { TwoPhase } from './cluster.ts'
import { matrix } from './matrix.ts'
import { labelOf, layoutOf, options, serversOf } from './options.ts'

export const twoPhase = topology({
  name: 'two-phase',
  about:
    'servers that all take writes; a coordinator has each transaction prepared and committed on all of them or on none',
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
  start: TwoPhase.start,
})
