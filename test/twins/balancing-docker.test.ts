import { balancedByMachines } from '../runs/balancing.ts'
import { skipContainers } from '../runs/docker.ts'

balancedByMachines(skipContainers)
