import { skipContainers } from './docker.ts'
import { losesItsLastBatch } from './slony.ts'

losesItsLastBatch('docker', skipContainers)
