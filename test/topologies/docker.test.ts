import { topologies } from '../../scenarios/catalog.ts'
import { bidirectional } from '../../scenarios/topologies/bidirectional/bidirectional.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { mirroredDisk } from '../../scenarios/topologies/mirrored-disk/mirrored-disk.ts'
import { sharedDisk } from '../../scenarios/topologies/shared-disk/shared-disk.ts'
import { skipDevices } from '../runs/device-here.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from './contract.ts'
import { keptWal } from './kept-wal.ts'
import { rewound } from './rewound.ts'
import { waitingCommits } from './waiting-commits.ts'

for (const topology of topologies)
  topologyContract(topology, { runtime: 'docker', remains }, skipContainers)

topologyContract(
  bidirectional,
  { runtime: 'docker', remains, words: { by: 'pglogical', conflicts: 'last_update_wins' } },
  skipContainers,
)

topologyContract(
  hotStandby,
  { runtime: 'docker', remains, words: { balance: 'haproxy', reads: 'standbys', standbys: 1 } },
  skipContainers,
)

// These need a kernel with FUSE and loop devices.
for (const [topology, words] of [
  [sharedDisk, { storage: 'device' }],
  [mirroredDisk, { mirror: 'device' }],
] as const)
  topologyContract(topology, { runtime: 'docker', remains, words }, skipDevices)
rewound({ runtime: 'docker' }, skipContainers)
keptWal({ runtime: 'docker' }, skipContainers)
waitingCommits({ runtime: 'docker' }, skipContainers)
