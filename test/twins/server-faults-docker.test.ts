import { describe } from 'node:test'
import { laboratoryOn } from '../faults/laboratory.ts'
import { serverFaults } from '../faults/server-faults.ts'
import { skipContainers as skip } from '../runs/docker.ts'

describe('faults of servers on the docker runtime', { skip }, () =>
  serverFaults(laboratoryOn('docker')),
)
