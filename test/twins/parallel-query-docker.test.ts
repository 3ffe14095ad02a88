import { skipContainers } from '../runs/docker.ts'
import { longWaits, parallelCalls, parallelQueries } from '../runs/parallel-query.ts'

parallelQueries('docker', skipContainers)
parallelCalls('docker', skipContainers)
longWaits('docker', skipContainers)
