import { remains, skipContainers } from './docker.ts'
import { killedInEachPhase } from './harness-killed.ts'

killedInEachPhase('docker', remains, skipContainers)
