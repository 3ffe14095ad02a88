import { skipContainers } from './docker.ts'
import { staleReadsOfGalera } from './galera.ts'

staleReadsOfGalera(skipContainers)
