import { skipContainers } from './docker.ts'
import { losesItsLastBatch, refusedSets } from './slony.ts'

losesItsLastBatch('docker', skipContainers)
refusedSets('docker', skipContainers)
