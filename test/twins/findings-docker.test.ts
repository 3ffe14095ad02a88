import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from '../runs/docker.ts'
import { findings, isSlow } from '../runs/findings.ts'

const onBoth = all.filter(({ runtimes = ['embedded'] }) => runtimes.includes('embedded'))
findings([...onBoth, ...all.filter(isSlow)], 'docker', skipContainers)
