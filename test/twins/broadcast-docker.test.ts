import { calledOnEach, halfBroadcast } from '../runs/broadcast.ts'
import { skipContainers } from '../runs/docker.ts'

calledOnEach('docker', skipContainers)
halfBroadcast('docker', skipContainers)
