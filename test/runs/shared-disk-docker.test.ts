import { skipContainers } from './docker.ts'
import { atTwoNodes } from './shared-disk.ts'

atTwoNodes(skipContainers)
