import { topologies } from '../../scenarios/catalog.ts'
import { pgAutoFailover } from '../../scenarios/topologies/pg-auto-failover/pg-auto-failover.ts'
import { repmgr } from '../../scenarios/topologies/repmgr/repmgr.ts'
import type { Topology } from '../../scenarios/topologies/topology.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'

/** By its default a monitor gives a server up that a busy machine keeps from its work for a moment. */
const patient = new Map<Topology, Record<string, unknown>>([
  [pgAutoFailover, { timing: 'usual' }],
  [repmgr, { timing: 'usual', witness: 'yes' }],
])

/** The contracts of every third topology: one file of all would be left to run alone. `third` is 0, 1 or 2. */
export function contractsOfThird(third: number): void {
  const some = topologies.filter((_, place) => place % 3 === third)
  for (const topology of some) {
    const words = patient.get(topology)
    topologyContract(topology, { runtime: 'docker', remains, words }, skipContainers)
  }
}
