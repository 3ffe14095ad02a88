import { skipContainers } from '../runs/docker.ts'
import { patroniClaims } from '../runs/patroni.ts'

patroniClaims(skipContainers)
