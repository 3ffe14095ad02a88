import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

findings('docker', skipContainers)
