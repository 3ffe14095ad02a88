import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

// Those of `galera` start a cluster each: they are among the twins.
const here = all.filter(
  ({ topology, runtimes = ['embedded'] }) =>
    !runtimes.includes('embedded') && topology !== 'galera',
)
findings(here, 'docker', skipContainers)
