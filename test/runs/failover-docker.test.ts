import { skipContainers } from './docker.ts'
import { failovers, localCommitsAreCaught } from './failover.ts'

failovers('docker', skipContainers)
localCommitsAreCaught('docker', skipContainers)
