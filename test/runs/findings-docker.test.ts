import { findings as all } from '../../scenarios/findings/catalog.ts'
import { longFork } from '../../scenarios/findings/long-fork.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

// What can be made without containers hangs on the runtime only by the version of PostgreSQL: one of it, and all others.
const alone = all.filter(({ runtimes }) => runtimes?.includes('embedded') === false)
findings([longFork, ...alone], 'docker', skipContainers)
