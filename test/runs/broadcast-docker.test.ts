import { calledOnEach, halfBroadcast } from './broadcast.ts'
import { skipContainers } from './docker.ts'

calledOnEach('docker', skipContainers)
halfBroadcast('docker', skipContainers)
