import { crashes } from '../runs/crash.ts'
import { skipContainers } from '../runs/docker.ts'

crashes('docker', skipContainers)
