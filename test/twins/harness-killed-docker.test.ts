import { remains, skipContainers } from '../runs/docker.ts'
import { killedIn, phases, whereContainersComeAndGo } from '../runs/harness-killed.ts'

const others = phases.filter((phase) => !whereContainersComeAndGo.includes(phase))
killedIn(others, 'docker', remains, skipContainers)
