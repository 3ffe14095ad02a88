import { remains, skipContainers } from '../runs/docker.ts'
import { logicalReplications, refusedSetUps } from '../runs/logical.ts'

logicalReplications('docker', skipContainers, [
  'a subscriber is promoted, and lacks the latest writes alone: those that the delayed link still had',
  'rows, tables and numbers that are on a subscriber alone are found, though nobody asked for it',
])
refusedSetUps('docker', skipContainers, remains)
