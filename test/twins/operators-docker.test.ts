import { skipContainers } from '../runs/docker.ts'
import { operators } from '../runs/operators.ts'

operators('docker', skipContainers)
