import { crashes } from './crash.ts'
import { skipContainers } from './docker.ts'

crashes('docker', skipContainers)
