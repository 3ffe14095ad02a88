import { conflicts } from './bidirectional.ts'
import { skipContainers } from './docker.ts'

conflicts('docker', skipContainers)
