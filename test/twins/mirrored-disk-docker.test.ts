import { skipContainers } from '../runs/docker.ts'
import { mirroredDisks } from '../runs/mirrored-disk.ts'

mirroredDisks('docker', skipContainers, ['control-last'], [])
