import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { logical } from '../../scenarios/topologies/logical/logical.ts'
import { parallelQuery } from '../../scenarios/topologies/parallel-query/parallel-query.ts'
import { partitioned } from '../../scenarios/topologies/partitioned/partitioned.ts'
import { remains } from '../runs/embedded.ts'
import { topologyContract } from '../topologies/contract.ts'
import { keptWal } from '../topologies/kept-wal.ts'
import { waitingCommits } from '../topologies/waiting-commits.ts'

// Otherwise than by default.
for (const words of [
  { sync: 'on', syncNames: 'FIRST 1 (n2, n3)', slots: 'yes' },
  { sync: 'on', cascade: 'yes' },
  { archive: 'always', cascade: 'yes' },
])
  topologyContract(hotStandby, { runtime: 'embedded', remains, words })
for (const words of [
  { sync: 'on', applyCommit: 'local' },
  { failover: 'standby', subscribers: 1 },
])
  topologyContract(logical, { runtime: 'embedded', remains, words })
topologyContract(partitioned, {
  runtime: 'embedded',
  remains,
  words: { standbys: 1, commit: 'two-phase' },
})
topologyContract(parallelQuery, {
  runtime: 'embedded',
  remains,
  words: { shards: 2, commit: 'two-phase' },
})
keptWal({ runtime: 'embedded' })
waitingCommits({ runtime: 'embedded' })
