import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { parallelQuery } from '../../scenarios/topologies/parallel-query/parallel-query.ts'
import { pgAutoFailover } from '../../scenarios/topologies/pg-auto-failover/pg-auto-failover.ts'
import { sharedDisk } from '../../scenarios/topologies/shared-disk/shared-disk.ts'
import { remains, skipContainers } from '../runs/docker.ts'
import { topologyContract } from '../topologies/contract.ts'

// Otherwise than by default.
for (const words of [
  { sync: 'on', syncNames: 'FIRST 1 (n2, n3)', slots: 'yes' },
  { sync: 'on', cascade: 'yes' },
  { balance: 'haproxy', reads: 'standbys', standbys: 1 },
  { balance: 'pgpool', reads: 'any', standbys: 1 },
])
  topologyContract(hotStandby, { runtime: 'docker', remains, words }, skipContainers)
// More than one server can be at such a disk.
for (const fenceBy of ['lease', 'none'])
  topologyContract(sharedDisk, { runtime: 'docker', remains, words: { fenceBy } }, skipContainers)
for (const words of [{ shards: 4, commit: 'two-phase' }, { by: 'plproxy' }])
  topologyContract(parallelQuery, { runtime: 'docker', remains, words }, skipContainers)
topologyContract(pgAutoFailover, { runtime: 'docker', remains }, skipContainers)
