import { skipContainers } from '../runs/docker.ts'
import { writersHeldByGalera } from '../runs/galera.ts'
import { severedGalera } from '../runs/severed-galera.ts'
import { joinedLate } from '../topologies/joined-late.ts'

severedGalera(skipContainers)
writersHeldByGalera(skipContainers)
joinedLate(skipContainers)
