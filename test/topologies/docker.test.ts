import { topologies } from '../../scenarios/catalog.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'

for (const topology of topologies)
  topologyContract(topology, { runtime: 'docker', remains }, skipContainers)
