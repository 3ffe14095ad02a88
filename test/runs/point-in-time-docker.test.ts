import { skipContainers } from './docker.ts'
import { pointsInTime } from './point-in-time.ts'

pointsInTime('docker', skipContainers, { sound: ['name'], unsound: [], outOfReach: [] })
