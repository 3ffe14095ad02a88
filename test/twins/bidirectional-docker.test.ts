import { absences } from '../runs/bidirectional.ts'
import { skipContainers } from '../runs/docker.ts'

absences('docker', skipContainers)
