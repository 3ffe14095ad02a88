import { absences, otherPolicies } from '../runs/bidirectional.ts'
import { skipContainers } from '../runs/docker.ts'

absences('docker', skipContainers)
otherPolicies('docker', skipContainers)
