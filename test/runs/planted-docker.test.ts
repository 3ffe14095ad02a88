import { skipContainers } from './docker.ts'
import { plantedDefects } from './planted-defects.ts'

plantedDefects('docker', skipContainers, [
  ['synchronous names emptied', 'pause-primary'],
  ['commits made local', 'partition-primary'],
])
