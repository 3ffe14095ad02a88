import { remains, skipContainers } from './docker.ts'
import { killedAtASharedDisk, killedInEachPhase, killedInMidPartition } from './harness-killed.ts'

killedInEachPhase('docker', remains, skipContainers)
killedInMidPartition(
  'docker',
  ['--faults', 'partition-primary:by=packets'],
  remains,
  skipContainers,
)
killedAtASharedDisk('docker', remains, skipContainers)
