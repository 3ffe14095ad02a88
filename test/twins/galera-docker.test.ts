import { skipContainers } from '../runs/docker.ts'
import { severedGalera } from '../runs/severed-galera.ts'

severedGalera(skipContainers)
