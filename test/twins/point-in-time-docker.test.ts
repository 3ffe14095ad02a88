import { skipContainers } from '../runs/docker.ts'
import { pointsInTime } from '../runs/point-in-time.ts'

pointsInTime('docker', skipContainers, {
  sound: ['time'],
  unsound: ['target inclusive'],
  outOfReach: ['after the end of the archive'],
})
