import { skipContainers } from './docker.ts'
import { partitions } from './partitioned.ts'

partitions('docker', skipContainers)
