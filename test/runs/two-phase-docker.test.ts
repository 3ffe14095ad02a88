import { skipContainers } from './docker.ts'
import { diesHalfway } from './two-phase.ts'

diesHalfway('docker', skipContainers)
