import { confirmers } from './confirmers.ts'
import { skipContainers } from './docker.ts'

confirmers('docker', skipContainers)
