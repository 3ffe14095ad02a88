import { bidirectional } from '../../scenarios/topologies/bidirectional/bidirectional.ts'
import { mirroredDisk } from '../../scenarios/topologies/mirrored-disk/mirrored-disk.ts'
import { sharedDisk } from '../../scenarios/topologies/shared-disk/shared-disk.ts'
import { skipDevices } from '../runs/device-here.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'
import { keptWal } from './kept-wal.ts'
import { rewound } from './rewound.ts'
import { waitingCommits } from './waiting-commits.ts'

// Otherwise than by default, beside those that are; one file of all would be left to run alone.
const pglogical = { by: 'pglogical', conflicts: 'last_update_wins' }
topologyContract(bidirectional, { runtime: 'docker', remains, words: pglogical }, skipContainers)

// These need a kernel with FUSE and loop devices.
for (const [topology, words] of [
  [sharedDisk, { storage: 'device' }],
  [mirroredDisk, { mirror: 'device' }],
] as const)
  topologyContract(topology, { runtime: 'docker', remains, words }, skipDevices)
rewound({ runtime: 'docker' }, skipContainers)
keptWal({ runtime: 'docker' }, skipContainers)
waitingCommits({ runtime: 'docker' }, skipContainers)
