import { skipContainers } from './docker.ts'
import { sharedDisks } from './shared-disk.ts'

sharedDisks('docker', skipContainers)
