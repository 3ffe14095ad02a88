import { skipContainers } from './docker.ts'
import { mirroredDisks } from './mirrored-disk.ts'

mirroredDisks('docker', skipContainers, ['control-last'], [])
