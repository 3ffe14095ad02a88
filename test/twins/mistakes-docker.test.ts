import { describe } from 'node:test'
import { laboratoryOn } from '../faults/laboratory.ts'
import { mistakesOfNodes } from '../faults/mistakes.ts'
import { skipContainers as skip } from '../runs/docker.ts'

describe('mistakes with nodes on the docker runtime', { skip }, () =>
  mistakesOfNodes(laboratoryOn('docker', { sync: 'on', slots: 'yes' })),
)
