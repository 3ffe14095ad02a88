import { policies } from './bidirectional.ts'
import { skipContainers } from './docker.ts'

policies('docker', skipContainers)
