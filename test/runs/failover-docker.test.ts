import { skipContainers } from './docker.ts'
import { failovers } from './failover.ts'

failovers('docker', skipContainers)
