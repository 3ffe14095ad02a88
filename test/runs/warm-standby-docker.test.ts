import { skipContainers } from './docker.ts'
import { warmStandbys } from './warm-standby.ts'

warmStandbys('docker', skipContainers, ['keeps nothing of what it takes'])
