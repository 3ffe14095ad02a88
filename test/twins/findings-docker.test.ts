import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from '../runs/docker.ts'
import { findings } from '../runs/findings.ts'

const onBoth = all.filter(({ runtimes = ['embedded'] }) => runtimes.includes('embedded'))
const slow = all.filter(({ topology }) =>
  ['galera', 'patroni', 'pg-auto-failover', 'repmgr'].includes(topology),
)
findings([...onBoth, ...slow], 'docker', skipContainers)
