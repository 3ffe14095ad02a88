import { skipContainers } from '../runs/docker.ts'
import { plantedDefects } from '../runs/planted-defects.ts'

plantedDefects('docker', skipContainers, [
  ['synchronous names emptied', 'pause-primary'],
  ['commits made local', 'partition-primary'],
])
