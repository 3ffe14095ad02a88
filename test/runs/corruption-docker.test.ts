import { corruptions } from './corruption.ts'
import { skipContainers } from './docker.ts'

corruptions('docker', skipContainers, ['a row of garbage'])
