import { skipContainers } from '../runs/docker.ts'
import { writersHeldByGalera } from '../runs/galera.ts'
import { severedGalera } from '../runs/severed-galera.ts'

severedGalera(skipContainers)
writersHeldByGalera(skipContainers)
