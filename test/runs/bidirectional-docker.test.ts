import { conflicts, policies } from './bidirectional.ts'
import { skipContainers } from './docker.ts'

conflicts('docker', skipContainers)
policies('docker', skipContainers)
