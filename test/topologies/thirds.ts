import { topologies } from '../../scenarios/catalog.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'

/** The contracts of every third topology: one file of all would be left to run alone. `third` is 0, 1 or 2. */
export function contractsOfThird(third: number): void {
  const some = topologies.filter((_, place) => place % 3 === third)
  for (const topology of some)
    topologyContract(topology, { runtime: 'docker', remains }, skipContainers)
}
