import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults, topologies } from '../scenarios/catalog.ts'
import { chooseFault } from './choose-fault.ts'
import { everything } from './everything.ts'

test('each target that is listed for a scenario can be aimed at there', () => {
  const { scenarios } = everything()
  for (const { name, targets } of scenarios) {
    const { layout, options } = topologies.find((topology) => topology.name === name)!
    const cluster = layout(options.parse({}))
    for (const { verb, target, leastNodes = 2 } of faults)
      if (target !== 'none' && cluster.machines.length >= leastNodes)
        for (const each of target === 'links' ? targets!.links : targets!.nodes)
          assert.equal(chooseFault(`${verb}-${each}`, cluster).name, `${verb}-${each}`)
  }
})

test('a hot standby’s roles, nodes and groups of links are its layout’s', () => {
  const [{ targets }] = everything().scenarios
  assert.deepEqual(targets, {
    nodes: ['primary', 'standby', 'n1', 'n2', 'n3'],
    links: ['all', 'clients', 'operator', 'replication'],
  })
})
