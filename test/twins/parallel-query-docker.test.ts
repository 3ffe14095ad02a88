import { skipContainers } from '../runs/docker.ts'
import { parallelCalls, parallelQueries } from '../runs/parallel-query.ts'

parallelQueries('docker', skipContainers)
parallelCalls('docker', skipContainers)
