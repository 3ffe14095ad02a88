import { remains, skipContainers } from '../runs/docker.ts'
import { refusedSetUps } from '../runs/logical.ts'

refusedSetUps('docker', skipContainers, remains)
