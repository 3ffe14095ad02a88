import { after, before, describe } from 'node:test'
import { Laboratory } from './laboratory.ts'
import { partitions, shaping } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'

describe('faults on the embedded runtime', { concurrency: true }, () => {
  const suites = {
    nodes: nodeFaults,
    partitions: (laboratory: () => Laboratory) => partitions(laboratory, 'proxy'),
    shaping: (laboratory: () => Laboratory) => shaping(laboratory, /ECONNRESET/),
  }
  for (const [name, suite] of Object.entries(suites))
    describe(name, { concurrency: false }, () => {
      let laboratory: Laboratory
      before(async () => {
        laboratory = await Laboratory.open('embedded', name)
      })
      after(() => laboratory?.[Symbol.asyncDispose]())
      suite(() => laboratory)
    })
})
