import { skipContainers } from './docker.ts'
import { pointsInTime } from './point-in-time.ts'

pointsInTime('docker', skipContainers, {
  sound: ['time', 'name'],
  unsound: ['target inclusive'],
  outOfReach: ['after the end of the archive'],
})
