import { halfBroadcast } from './broadcast.ts'
import { skipContainers } from './docker.ts'

halfBroadcast('docker', skipContainers)
