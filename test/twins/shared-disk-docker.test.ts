import { skipContainers } from '../runs/docker.ts'
import { takeovers } from '../runs/shared-disk.ts'

takeovers('docker', skipContainers)
