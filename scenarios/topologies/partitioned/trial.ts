import type { Claim } from '../../../runner/claim.ts'
import { highAvailability } from '../../claims/manual.ts'
import { Offices, nodesOf } from './offices.ts'
import type { PartitionedOptions } from './options.ts'

/** What claims must know of a cluster: whose each row is, and who there is. */
export interface Trial {
  offices: Offices
  nodes: readonly string[]
  options: PartitionedOptions
}

export function trialOf(options: PartitionedOptions): Trial {
  const offices = new Offices(options.offices)
  const nodes = offices.names.flatMap((name) => nodesOf(name, options.standbys))
  return { offices, nodes, options }
}

/** What the manual says of data that is partitioned; whatever a checker finds here is nobody's promise. */
export function dataPartitioning(claim: Omit<Claim, 'source' | 'covers'>): Claim {
  return {
    ...claim,
    source: `${highAvailability}, "Data partitioning"`,
    covers: () => false,
  }
}
