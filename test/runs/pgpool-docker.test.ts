import { skipContainers } from './docker.ts'
import { attachedBehind } from './pgpool.ts'

attachedBehind(skipContainers)
