import { describe } from 'node:test'
import { skipContainers as skip } from '../runs/docker.ts'
import { damage } from './damage.ts'
import { isOfContainers } from './damage-in-containers.ts'
import { laboratoryOn } from './laboratory.ts'

describe('damage to files on the docker runtime', { skip }, () =>
  damage(laboratoryOn('docker'), isOfContainers),
)
