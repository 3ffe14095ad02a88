import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

// Those of these start a cluster each that takes its time: they are among the twins.
const slow = ['galera', 'patroni', 'pg-auto-failover', 'repmgr']
const here = all.filter(
  ({ topology, runtimes = ['embedded'] }) =>
    !runtimes.includes('embedded') && !slow.includes(topology),
)
findings(here, 'docker', skipContainers)
