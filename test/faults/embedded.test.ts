import { after, before, describe } from 'node:test'
import { Laboratory } from './laboratory.ts'
import { partitions, shaping } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'

describe('faults on the embedded runtime', { concurrency: true }, () => {
  const suites = {
    'of nodes, and of links that stay': (laboratory: () => Laboratory) => {
      nodeFaults(laboratory)
      shaping(laboratory, /ECONNRESET/)
    },
    partitions: (laboratory: () => Laboratory) => partitions(laboratory, 'proxy'),
  }
  for (const [index, [name, suite]] of Object.entries(suites).entries())
    describe(name, { concurrency: false }, () => {
      let laboratory: Laboratory
      before(async () => {
        laboratory = await Laboratory.open('embedded', `embedded-${index}`)
      })
      after(() => laboratory?.[Symbol.asyncDispose]())
      suite(() => laboratory)
    })
})
