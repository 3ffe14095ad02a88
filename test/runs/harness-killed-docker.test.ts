import { remains, skipContainers } from './docker.ts'
import {
  killedAtASharedDisk,
  killedIn,
  killedInMidPartition,
  whereContainersComeAndGo,
} from './harness-killed.ts'

killedIn(whereContainersComeAndGo, 'docker', remains, skipContainers)
killedInMidPartition(
  'docker',
  ['--faults', 'partition-primary:by=packets'],
  remains,
  skipContainers,
)
killedAtASharedDisk('docker', remains, skipContainers)
