import { remains, skipContainers } from './docker.ts'
import { killedInEachPhase, killedInMidPartition } from './harness-killed.ts'

killedInEachPhase('docker', remains, skipContainers)
killedInMidPartition(
  'docker',
  ['--faults', 'partition-primary:by=packets'],
  remains,
  skipContainers,
)
