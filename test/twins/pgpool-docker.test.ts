import { skipContainers } from '../runs/docker.ts'
import { pooledClaims } from '../runs/pgpool.ts'

pooledClaims(skipContainers)
