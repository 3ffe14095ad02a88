import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

const here = all.filter(({ runtimes = ['embedded'] }) => !runtimes.includes('embedded'))
findings(here, 'docker', skipContainers)
