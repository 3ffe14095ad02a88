import { describe } from 'node:test'
import { damage } from '../faults/damage.ts'
import { isOfContainers } from '../faults/damage-in-containers.ts'
import { laboratoryOn } from '../faults/laboratory.ts'
import { skipContainers as skip } from '../runs/docker.ts'

describe('more damage to files on the docker runtime', { skip }, () =>
  damage(laboratoryOn('docker'), (name) => !isOfContainers(name)),
)
