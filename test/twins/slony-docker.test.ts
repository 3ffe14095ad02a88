import { skipContainers } from '../runs/docker.ts'
import { sets } from '../runs/slony.ts'

sets('docker', skipContainers)
