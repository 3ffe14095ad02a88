import { skipContainers } from './docker.ts'
import { staleReadsOfGalera, writersHeldByGalera } from './galera.ts'

staleReadsOfGalera(skipContainers)
writersHeldByGalera(skipContainers)
