import { skipContainers } from './docker.ts'
import { attachedBehind, recoveredMeanwhile } from './pgpool.ts'

attachedBehind(skipContainers)
recoveredMeanwhile(skipContainers)
