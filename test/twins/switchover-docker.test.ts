import { skipContainers } from '../runs/docker.ts'
import { switchovers } from '../runs/switchover.ts'

switchovers('docker', skipContainers)
