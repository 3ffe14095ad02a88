import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topologies } from '../../scenarios/catalog.ts'
import { chooseFault } from '../choose-fault.ts'
import { everything } from './everything.ts'

test('each target that is listed for a scenario can be aimed at there', () => {
  const scenarios = everything.scenarios()
  for (const { name, targets } of scenarios) {
    const { layout, options } = topologies.find((topology) => topology.name === name)!
    const cluster = layout(options.parse({}))
    for (const node of targets!.nodes) assert.ok(chooseFault(`kill-${node}`, cluster), node)
    for (const links of targets!.links) assert.ok(chooseFault(`cut-${links}`, cluster), links)
  }
})

test('a hot standby’s roles, nodes and groups of links are its layout’s', () => {
  const [{ targets }] = everything.scenarios()
  assert.deepEqual(targets, {
    nodes: ['primary', 'standby', 'n1', 'n2', 'n3', 'random'],
    links: ['all', 'clients', 'operator', 'replication'],
  })
})
