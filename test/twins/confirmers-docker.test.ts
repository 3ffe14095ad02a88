import { confirmers } from '../runs/confirmers.ts'
import { skipContainers } from '../runs/docker.ts'

confirmers('docker', skipContainers)
