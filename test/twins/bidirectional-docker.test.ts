import { absences, conflicts, otherPolicies } from '../runs/bidirectional.ts'
import { skipContainers } from '../runs/docker.ts'

conflicts('docker', skipContainers)
absences('docker', skipContainers)
otherPolicies('docker', skipContainers)
