import { skipContainers } from '../runs/docker.ts'
import { localCommitsAreCaught } from '../runs/failover.ts'

localCommitsAreCaught('docker', skipContainers)
