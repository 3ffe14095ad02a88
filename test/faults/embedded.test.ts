import { describe } from 'node:test'
import { clientFaults, severing } from './client-faults.ts'
import { laboratoryOn } from './laboratory.ts'
import { partitions, shaping } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'
import { serverFaults } from './server-faults.ts'

describe('faults on the embedded runtime', () => {
  const laboratory = laboratoryOn('embedded')

  nodeFaults(laboratory)
  serverFaults(laboratory)
  partitions(laboratory, 'proxy')
  shaping(laboratory, /ECONNRESET/)
  severing(laboratory)
  clientFaults(laboratory)
})
