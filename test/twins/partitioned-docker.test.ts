import { skipContainers } from '../runs/docker.ts'
import { partitions } from '../runs/partitioned.ts'

partitions('docker', skipContainers)
