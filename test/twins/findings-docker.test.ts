import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from '../runs/docker.ts'
import { findings } from '../runs/findings.ts'

const onBoth = all.filter(({ runtimes = ['embedded'] }) => runtimes.includes('embedded'))
const ofGalera = all.filter(({ topology }) => topology === 'galera')
findings([...onBoth, ...ofGalera], 'docker', skipContainers)
