import { skipContainers } from './docker.ts'
import { operators } from './operators.ts'

operators('docker', skipContainers)
