import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings, isSlow } from './findings.ts'

const here = all.filter(
  (each) => !(each.runtimes ?? ['embedded']).includes('embedded') && !isSlow(each),
)
findings(here, 'docker', skipContainers)
