import { after, before, describe } from 'node:test'
import { Laboratory } from './laboratory.ts'
import { partitions, shaping } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'

describe('faults on the embedded runtime', () => {
  let laboratory: Laboratory
  before(async () => {
    laboratory = await Laboratory.open('embedded', 'embedded')
  })
  after(() => laboratory?.[Symbol.asyncDispose]())
  const get = () => laboratory

  nodeFaults(get)
  partitions(get, 'proxy')
  shaping(get, /ECONNRESET/)
})
