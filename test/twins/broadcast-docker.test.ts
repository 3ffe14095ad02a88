import { calledOnEach } from '../runs/broadcast.ts'
import { skipContainers } from '../runs/docker.ts'

calledOnEach('docker', skipContainers)
