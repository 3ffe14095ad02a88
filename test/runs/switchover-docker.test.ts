import { skipContainers } from './docker.ts'
import { switchovers } from './switchover.ts'

switchovers('docker', skipContainers)
