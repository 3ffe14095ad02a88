import { skipContainers } from './docker.ts'
import { keepsItsSecrets } from './strangers.ts'

keepsItsSecrets('docker', skipContainers)
