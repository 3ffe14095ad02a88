import { skipContainers } from '../runs/docker.ts'
import { repmgrRuns } from '../runs/repmgr.ts'

repmgrRuns(skipContainers)
