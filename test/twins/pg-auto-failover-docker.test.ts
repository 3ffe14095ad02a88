import { skipContainers } from '../runs/docker.ts'
import { autoFailover } from '../runs/pg-auto-failover.ts'

autoFailover('docker', skipContainers)
