import { skipContainers } from '../runs/docker.ts'
import { parallelQueries } from '../runs/parallel-query.ts'

parallelQueries('docker', skipContainers)
