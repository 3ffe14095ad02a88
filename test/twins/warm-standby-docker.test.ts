import { skipContainers } from '../runs/docker.ts'
import { warmStandbys } from '../runs/warm-standby.ts'

warmStandbys('docker', skipContainers, ['keeps nothing of what it takes'])
