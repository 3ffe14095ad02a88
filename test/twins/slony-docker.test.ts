import { skipContainers } from '../runs/docker.ts'
import { refusedSets, sets } from '../runs/slony.ts'

refusedSets('docker', skipContainers)
sets('docker', skipContainers)
