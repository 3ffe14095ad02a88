import { topologies } from '../../scenarios/catalog.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'
import { waitingCommits } from './waiting-commits.ts'

for (const topology of topologies)
  topologyContract(topology, { runtime: 'docker', remains }, skipContainers)

waitingCommits({ runtime: 'docker' }, skipContainers)
